import type { TransactionItem } from '@probity/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { fetchTransactions, openTransactionStream } from '../api/api-client.js';
import { readEventStream } from './read-event-stream.js';

/** Decisions that are kept in the page; older ones are a question to the server. */
const MOST_KEPT = 2_000;
/** Drawn this often at most: a page that is redrawn 50 times a second cannot be read. */
const DRAW_EVERY_MS = 250;
const RETRY_MS = 3_000;

/** What the page knows of the stream. */
export interface TransactionStream {
  /** Newest first. */
  readonly items: readonly TransactionItem[];
  /** Those of them without a gap: older ones are alerts alone. */
  readonly latest: readonly TransactionItem[];
  /** Decisions that came faster than they are sent. */
  readonly missed: number;
  readonly state: 'connecting' | 'live' | 'broken';
  readonly isPending: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** The latest decisions, then each as it is made; connects again when the line breaks. */
export function useTransactionStream(): TransactionStream {
  const latest = useQuery({ queryKey: ['transactions'], queryFn: fetchLatest, staleTime: 0 });
  const [streamed, setStreamed] = useState<readonly TransactionItem[]>([]);
  const [missed, setMissed] = useState(0);
  const [state, setState] = useState<TransactionStream['state']>('connecting');

  useEffect(() => {
    const end = new AbortController();
    let waiting: TransactionItem[] = [];
    const draw = setInterval(() => {
      if (waiting.length === 0) return;
      const fresh = waiting.reverse();
      waiting = [];
      setStreamed((shown) => [...fresh, ...shown].slice(0, MOST_KEPT));
    }, DRAW_EVERY_MS);
    const follow = async () => {
      while (!end.signal.aborted) {
        try {
          const response = await openTransactionStream(end.signal);
          if (response.body !== null) {
            setState('live');
            await readEventStream(response.body, ({ name, data }) => {
              const content = JSON.parse(data) as unknown;
              if (name === 'transaction') waiting.push(content as TransactionItem);
              if (name === 'missed') setMissed((count) => count + (content as { count: number }).count);
            });
          }
        } catch {
          // The line broke or was never there: said below, and tried again.
        }
        if (end.signal.aborted) return;
        setState('broken');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    };
    void follow();
    return () => {
      clearInterval(draw);
      end.abort();
    };
  }, []);

  const items = useMemo(() => mergeItems(streamed, latest.data?.all ?? []), [streamed, latest.data]);
  const { isPending, error } = latest;
  const since = latest.data?.since ?? 0;
  const unbroken = useMemo(() => items.filter(({ sequence }) => sequence >= since), [items, since]);
  return { items, latest: unbroken, missed, state, isPending, error, retry: () => void latest.refetch() };
}

/** The latest decisions, and the latest alerts: among many payments these lie further back. */
async function fetchLatest() {
  const lists = await Promise.all([
    fetchTransactions(500),
    fetchTransactions(100, 'review'),
    fetchTransactions(100, 'block'),
  ]);
  const since = lists[0].transactions.at(-1)?.sequence ?? 0;
  return { all: lists.flatMap(({ transactions }) => transactions), since };
}

/** Streamed and listed decisions without doubles, newest first; erased ones have nothing to show. */
function mergeItems(
  streamed: readonly TransactionItem[],
  listed: readonly (TransactionItem | { readonly erased: true; readonly sequence: number })[],
): readonly TransactionItem[] {
  const bySequence = new Map<number, TransactionItem>();
  for (const item of [...streamed, ...listed]) {
    if (!('erased' in item) && !bySequence.has(item.sequence)) bySequence.set(item.sequence, item);
  }
  return [...bySequence.values()].sort((a, b) => b.sequence - a.sequence).slice(0, MOST_KEPT);
}
