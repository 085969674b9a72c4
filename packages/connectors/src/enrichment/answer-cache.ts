import type { LookUpAnswer } from './enricher.js';

interface Entry {
  readonly answer: LookUpAnswer;
  /** The moment it answers for. */
  readonly asOf: number;
  /** When we got it. */
  readonly storedAt: number;
}

/** Answers by key, the least recently used leaving first. An answer never serves a moment before its own: that would tell the future. */
export class AnswerCache {
  readonly #ttlMs: number;
  readonly #keysAtMost: number;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(ttlMs: number, keysAtMost: number, now: () => number) {
    this.#ttlMs = ttlMs;
    this.#keysAtMost = keysAtMost;
    this.#now = now;
  }

  /** A fresh answer: made for this moment or up to the time to live before it, and no longer ago than that. */
  fresh(key: string, asOf: number): LookUpAnswer | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.asOf > asOf || this.#ageMs(entry, asOf) >= this.#ttlMs) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.answer;
  }

  /** An answer that is too old to be fresh, with its age. */
  stale(key: string, asOf: number, ageAtMostMs: number): { answer: LookUpAnswer; ageMs: number } | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.asOf > asOf) return undefined;
    const ageMs = this.#ageMs(entry, asOf);
    return ageMs <= ageAtMostMs ? { answer: entry.answer, ageMs } : undefined;
  }

  store(key: string, asOf: number, answer: LookUpAnswer): void {
    this.#entries.delete(key);
    this.#entries.set(key, { answer, asOf, storedAt: this.#now() });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.#keysAtMost && oldest.done !== true) this.#entries.delete(oldest.value);
  }

  #ageMs(entry: Entry, asOf: number): number {
    return Math.max(asOf - entry.asOf, this.#now() - entry.storedAt);
  }
}
