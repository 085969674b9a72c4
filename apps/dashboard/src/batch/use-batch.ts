import { useEffect, useRef, useState } from 'react';
import type { BatchRow } from './batch-result.js';
import { type BatchAnswer, type BatchSettings, countLines, runBatch } from './run-batch.js';

/** Rows come by the thousand; drawing them all the time would take longer than scoring. */
const REDRAW_MS = 120;

export interface Batch {
  readonly file: File | undefined;
  readonly lines: number | undefined;
  readonly isRunning: boolean;
  /** Seconds from sending to the last row; undefined while running or before. */
  readonly seconds: number | undefined;
  readonly error: unknown;
  readonly rows: readonly BatchRow[];
  readonly download: Blob | undefined;
  take(file: File): void;
  run(settings: BatchSettings): void;
  cancel(): void;
}

/** The state of the page: a file, a run, and what came of it. */
export function useBatch(): Batch {
  const [file, setFile] = useState<File>();
  const [lines, setLines] = useState<number>();
  const [isRunning, setRunning] = useState(false);
  const [seconds, setSeconds] = useState<number>();
  const [error, setError] = useState<unknown>();
  const [rows, setRows] = useState<readonly BatchRow[]>([]);
  const [download, setDownload] = useState<Blob>();
  const run = useRef<AbortController>(undefined);
  useEffect(() => () => run.current?.abort(), []);

  const clear = () => {
    run.current?.abort();
    setRows([]);
    setError(undefined);
    setSeconds(undefined);
    setDownload(undefined);
  };
  const start = async (input: File, settings: BatchSettings) => {
    clear();
    const controller = new AbortController();
    run.current = controller;
    setRunning(true);
    const started = performance.now();
    let drawn = 0;
    const show = (answer: BatchAnswer) => {
      if (performance.now() - drawn < REDRAW_MS) return;
      drawn = performance.now();
      setRows(answer.rows.slice());
    };
    try {
      const answer = await runBatch(input, settings, controller.signal, show);
      setRows(answer.rows);
      setDownload(new Blob(answer.parts, { type: 'text/csv' }));
      setSeconds((performance.now() - started) / 1000);
    } catch (caught) {
      if (!controller.signal.aborted) setError(caught);
    } finally {
      if (run.current === controller) setRunning(false);
    }
  };
  return {
    ...{ file, lines, isRunning, seconds, error, rows, download },
    take(next) {
      clear();
      setFile(next);
      setLines(undefined);
      void countLines(next).then(setLines, () => setLines(undefined));
    },
    run(settings) {
      if (file !== undefined) void start(file, settings);
    },
    cancel() {
      run.current?.abort();
      setRunning(false);
    },
  };
}
