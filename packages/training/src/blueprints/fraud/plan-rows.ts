import { ProbityError } from '@probity/domain';

const DAY_MS = 86_400_000;

/** Which payments the model is fitted on and which it is measured on; times in milliseconds since 1970-01-01 UTC. */
export interface RowPeriods {
  /** Default: the first payment. Earlier ones feed features only. */
  readonly trainFrom?: number;
  /** Up to but not including; default: the test's begin, else after the last payment. */
  readonly trainTo?: number;
  /** Default: no test rows. */
  readonly testFrom?: number;
  readonly testTo?: number;
}

export interface PlannedRows {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
  /** Test rows left out because their card was known to be compromised by then. */
  readonly knownCardRows: number;
}

/**
 * Tells rows for fitting from rows for measuring.
 *
 * Known cards are left out of the test as in the Fraud Detection Handbook: of a day, the cards with a fraud from the begin of
 * the training period up to a label delay before that day (UTC), since they would have been blocked.
 *
 * @param labels NaN = not known: such rows are neither fitted nor measured
 * @param cards whose payment it is, as codes; −1 = not known
 * @throws TOO_FEW_ROWS, INVALID_ARGUMENT
 */
export function planRows(
  at: Float64Array,
  labels: Float64Array,
  cards: Int32Array,
  periods: RowPeriods,
  labelDelayMs: number,
  keepKnownCards: boolean,
): PlannedRows {
  const { trainFrom = Number.NEGATIVE_INFINITY, testFrom, testTo = Infinity } = periods;
  const trainTo = periods.trainTo ?? testFrom ?? Infinity;
  if (!(trainFrom < trainTo) || (testFrom !== undefined && !(testFrom < testTo && trainTo <= testFrom))) {
    throw new ProbityError(
      'INVALID_ARGUMENT',
      'the training period must end after it begins, and before the test begins',
      {
        field: '--train-to',
      },
    );
  }
  const inPeriod = (from: number, to: number) =>
    Uint32Array.from(at.keys()).filter((row) => {
      const time = at[row] ?? Number.NaN;
      return time >= from && time < to && !Number.isNaN(labels[row] ?? Number.NaN);
    });
  const train = inPeriod(trainFrom, trainTo);
  const tested = testFrom === undefined ? new Uint32Array() : inPeriod(testFrom, testTo);
  checkOutcomes(train, labels, 'training');
  if (testFrom !== undefined) checkOutcomes(tested, labels, 'test');
  if (keepKnownCards || testFrom === undefined) return { train, test: tested, knownCardRows: 0 };

  const firstFraud = new Map<number, number>();
  for (let row = 0; row < at.length; row++) {
    const [time, card] = [at[row] ?? 0, cards[row] ?? -1];
    if (labels[row] !== 1 || card < 0 || time < trainFrom) continue;
    firstFraud.set(card, Math.min(time, firstFraud.get(card) ?? Infinity));
  }
  const test = tested.filter((row) => {
    const dayStart = Math.floor((at[row] ?? 0) / DAY_MS) * DAY_MS;
    return !((firstFraud.get(cards[row] ?? -1) ?? Infinity) < dayStart - labelDelayMs);
  });
  checkOutcomes(test, labels, 'test');
  return { train, test, knownCardRows: tested.length - test.length };
}

function checkOutcomes(rows: Uint32Array, labels: Float64Array, what: string): void {
  const frauds = rows.reduce((sum, row) => sum + (labels[row] ?? 0), 0);
  if (frauds > 0 && frauds < rows.length) return;
  const message = `the ${what} period must hold payments of both kinds; it holds ${frauds} frauds among ${rows.length} payments`;
  throw new ProbityError('TOO_FEW_ROWS', message, { field: what });
}
