import { ProbityError } from '@probity/domain';
import {
  createFeatureEngine,
  type EventValue,
  type FeatureEngine,
  type FeaturePlan,
  restoreFeatureEngine,
} from '@probity/features';
import type { EventLog, LoggedArrival } from '../ports/event-log.js';
import { EntityFreshness } from './entity-freshness.js';
import { KnownIds } from './known-ids.js';
import type { TransactionReader } from './read-transaction.js';
import { type KeptCutOffs, StreamCutOffs } from './stream-cut-offs.js';
import type { TransactionModel } from './transaction-model.js';

/** What the deciding process holds in memory, as of one arrival. */
export interface FeatureMemory {
  readonly engine: FeatureEngine;
  readonly freshness: EntityFreshness;
  readonly ids: KnownIds;
  readonly cutOffs: StreamCutOffs;
  /** The last arrival that it has seen. */
  sequence: number;
  knownAt: number;
}

/** How a memory came about. */
export interface Recovery {
  /** The arrival whose stored state was taken; 0 where there was none. */
  readonly fromState: number;
  readonly replayed: number;
  /** Arrivals that another feature set had taken and this one cannot. */
  readonly skipped: number;
}

/** Every so many arrivals what no window reaches any more is let go: at the same arrivals in every run. */
const EVICT_EVERY = 10_000;
const PAGE = 5_000;

/** Takes an arrival into the memory, as when it came. */
export function evictWhenDue(memory: FeatureMemory): void {
  if (memory.sequence % EVICT_EVERY !== 0) return;
  memory.engine.evict(memory.knownAt);
  const { retentionMs } = memory.engine.plan;
  if (Number.isFinite(retentionMs)) memory.freshness.evict(memory.knownAt - retentionMs);
}

/**
 * Makes the memory again from the log: its latest stored state and the arrivals after it, else all that windows reach.
 *
 * @param log read page by page
 */
export async function recoverMemory(
  log: EventLog,
  plan: FeaturePlan,
  reader: TransactionReader,
  model: TransactionModel,
): Promise<{ readonly memory: FeatureMemory; readonly recovery: Recovery }> {
  const last = await log.last();
  const stored = await log.loadState(model.featureSetHash);
  const usable = stored !== undefined && stored.sequence <= last ? stored : undefined;
  const memory = (usable && readState(plan, usable)) ?? {
    engine: createFeatureEngine(plan),
    freshness: new EntityFreshness(),
    ids: new KnownIds(last),
    cutOffs: new StreamCutOffs(),
    sequence: 0,
    knownAt: 0,
  };
  const fromState = memory.sequence;
  await addIds(log, memory.ids);
  let knownFrom = 0;
  if (fromState === 0 && last > 0 && Number.isFinite(plan.retentionMs)) {
    const [newest] = await log.read({ after: last - 1 });
    knownFrom = Math.max(0, (newest?.knownAt ?? 0) - plan.retentionMs);
  }
  let replayed = 0;
  let skipped = 0;
  for (let after = fromState; ; ) {
    const rows = await log.read({ after, upTo: last, knownFrom, limit: PAGE });
    for (const row of rows) {
      if (!replayArrival(memory, reader, model, row)) skipped += 1;
      replayed += 1;
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE) break;
    after = end.sequence;
  }
  memory.sequence = last;
  return { memory, recovery: { fromState, replayed, skipped } };
}

/** @returns whether the arrival could be taken, or was erased */
function replayArrival(
  memory: FeatureMemory,
  reader: TransactionReader,
  model: TransactionModel,
  row: LoggedArrival,
): boolean {
  memory.sequence = row.sequence;
  memory.knownAt = row.knownAt;
  let isTaken = true;
  if (row.content !== undefined) {
    const { at, values } = JSON.parse(row.content) as { at: number; values: Record<string, EventValue> };
    const { source, id, knownAt } = row;
    try {
      if (row.kind === 'amendment') {
        memory.engine.amend({ source, id, knownAt, values: reader.adopt({ at, values }, source).values });
      } else {
        const event = { source, id, at, knownAt, values: reader.adopt({ at, values }, source).values };
        memory.engine.observe(event);
        memory.cutOffs.replay(model, row, event);
        if (row.kind === 'event') memory.freshness.observe(reader.entitiesOf(source, values), at, row.sequence);
      }
    } catch (error) {
      if (!(error instanceof ProbityError)) throw error;
      isTaken = false;
    }
  }
  evictWhenDue(memory);
  return isTaken;
}

async function addIds(log: EventLog, ids: KnownIds): Promise<void> {
  for (let after = 0; ; ) {
    const rows = await log.ids(after, PAGE);
    for (const { source, id } of rows) ids.add(source, id);
    const end = rows.at(-1);
    if (end === undefined) return;
    after = end.sequence;
  }
}

const STATE_VERSION = 2;

/** The memory as bytes: length of the JSON part (4 bytes, big-endian), the JSON part, the engine's own bytes. */
export function writeState({ engine, freshness, cutOffs, sequence, knownAt }: FeatureMemory): Uint8Array {
  const entities = freshness.toJson();
  const json = new TextEncoder().encode(
    JSON.stringify({ version: STATE_VERSION, sequence, knownAt, cutOffs: cutOffs.toJson(), entities }),
  );
  const state = engine.snapshot();
  const bytes = new Uint8Array(4 + json.length + state.length);
  new DataView(bytes.buffer).setUint32(0, json.length);
  bytes.set(json, 4);
  bytes.set(state, 4 + json.length);
  return bytes;
}

/** @returns undefined where the bytes are of another version: the state is then made from the log */
function readState(
  plan: FeaturePlan,
  { sequence, bytes }: { readonly sequence: number; readonly bytes: Uint8Array },
): FeatureMemory | undefined {
  try {
    const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    const json = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end))) as {
      version: number;
      sequence: number;
      knownAt: number;
      cutOffs: KeptCutOffs | null;
      entities: [string, number, number, number][];
    };
    if (json.version !== STATE_VERSION || json.sequence !== sequence) return undefined;
    return {
      engine: restoreFeatureEngine(plan, bytes.slice(end)),
      freshness: EntityFreshness.fromJson(json.entities),
      ids: new KnownIds(sequence),
      cutOffs: new StreamCutOffs(json.cutOffs ?? undefined),
      sequence,
      knownAt: json.knownAt,
    };
  } catch {
    return undefined;
  }
}
