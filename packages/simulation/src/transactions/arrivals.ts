import { exp, log, type Random } from '@probity/numerics';
import { copyRow, startBatch, type TransactionBatch } from './transaction-batch.js';
import { MILLISECONDS_PER_DAY, type TransactionWorldSettings } from './transaction-world-settings.js';
import { arrivalKinds, codeOf, transactionCategories } from './vocabulary.js';

const CORRECTION = codeOf(arrivalKinds, 'correction');
const DUPLICATE = codeOf(arrivalKinds, 'duplicate');
const MINUTE = 60_000;
/** The longest that one row waits, in minutes: three days. */
const LONGEST_MINUTES = 4320;

interface Waiting {
  readonly knownAt: number;
  readonly batch: TransactionBatch;
  readonly row: number;
}

/** Brings what happened into the order in which it becomes known: late rows, corrections and duplicates wait here. */
export class Arrivals {
  readonly #settings: TransactionWorldSettings;
  #waiting: Waiting[] = [];

  constructor(settings: TransactionWorldSettings) {
    this.#settings = settings;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** What becomes known before `until`: rows of a day, in order of time, together with what was waiting. */
  order(happened: TransactionBatch, until: number, random: Random): TransactionBatch {
    const { lateShare, correctedShare, duplicatedShare } = this.#settings;
    if (lateShare + correctedShare + duplicatedShare === 0) return happened;
    const isLate = this.#hold(happened, random);
    const due = this.#takeDue(until);
    let onTime = 0;
    for (let row = 0; row < happened.count; row++) onTime += 1 - isLate[row];
    const known = startBatch(onTime + due.length);
    let next = 0;
    let to = 0;
    for (let row = 0; row < happened.count; row++) {
      if (isLate[row] === 1) continue;
      for (; next < due.length && due[next].knownAt < happened.knownAt[row]; next++) this.#put(due[next], known, to++);
      copyRow(happened, row, known, to++);
    }
    for (; next < due.length; next++) this.#put(due[next], known, to++);
    return known;
  }

  #put({ batch, row }: Waiting, known: TransactionBatch, to: number): void {
    copyRow(batch, row, known, to);
  }

  /** Decides row by row what waits. @returns 1 where the row itself does */
  #hold(happened: TransactionBatch, random: Random): Uint8Array {
    const { lateShare, correctedShare, duplicatedShare } = this.#settings;
    const isLate = new Uint8Array(happened.count);
    for (let row = 0; row < happened.count; row++) {
      let knownAt = happened.knownAt[row];
      if (random.nextFloat() < lateShare) {
        isLate[row] = 1;
        knownAt += waitOf(random);
        this.#wait(happened, row, knownAt, 0);
      }
      if (random.nextFloat() < correctedShare) {
        knownAt += waitOf(random);
        const { batch } = this.#wait(happened, row, knownAt, CORRECTION);
        correct(batch, random);
        // What comes again is what was known last.
        if (random.nextFloat() < duplicatedShare) this.#repeat(batch, 0, knownAt, random);
      } else if (random.nextFloat() < duplicatedShare) {
        this.#repeat(happened, row, knownAt, random);
      }
    }
    this.#waiting = stableByTime(this.#waiting);
    return isLate;
  }

  #repeat(source: TransactionBatch, row: number, knownAt: number, random: Random): void {
    this.#wait(source, row, knownAt + waitOf(random), DUPLICATE);
  }

  #wait(source: TransactionBatch, row: number, knownAt: number, arrival: number): Waiting {
    const batch = startBatch(1);
    copyRow(source, row, batch, 0);
    batch.knownAt[0] = knownAt;
    batch.arrival[0] = arrival;
    const waiting = { knownAt, batch, row: 0 };
    this.#waiting.push(waiting);
    return waiting;
  }

  #takeDue(until: number): readonly Waiting[] {
    let count = 0;
    while (count < this.#waiting.length && this.#waiting[count].knownAt < until) count++;
    return this.#waiting.splice(0, count);
  }
}

/** Between a minute and three days, short waits more often: even in the logarithm. Whole seconds. */
function waitOf(random: Random): number {
  const wait = MINUTE * exp(random.nextFloat() * log(LONGEST_MINUTES));
  return Math.min(3 * MILLISECONDS_PER_DAY, Math.round(wait / 1000) * 1000);
}

/** Another amount, or one time in five another category. */
function correct(batch: TransactionBatch, random: Random): void {
  if (random.nextFloat() < 0.2) {
    batch.category[0] =
      (batch.category[0] + 1 + random.nextUint32Below(transactionCategories.length - 1)) % transactionCategories.length;
    return;
  }
  const amount = batch.amountMinor[0];
  const changed = Math.round(amount * (0.5 + random.nextFloat()));
  batch.amountMinor[0] = changed === amount || changed === 0 ? amount + 1 : changed;
}

function stableByTime(waiting: Waiting[]): Waiting[] {
  return waiting.sort((a, b) => a.knownAt - b.knownAt);
}
