import type { Feature, FeatureMatrix, ScorecardModel } from '@probity/learn';
import { createRandom, type Random } from '@probity/numerics';

/** Rows to compare languages on: as the library takes them, and as cells of a file. */
export interface ProofRows {
  readonly matrix: FeatureMatrix;
  /** One list per feature; null is missing. Categories hold texts, some of them no level of the card. */
  readonly cells: readonly (readonly (number | string | null)[])[];
}

/** Texts that are no level: some look like one, some would end a string where quoting is wrong. */
const STRANGERS = ['never seen', ' ', "'", '"', '\\', 'NULL', '0', 'naïve 🂡', '-- ', '</script>', '$1', '{{x}}'];
const EXTREMES = [0, -0, 1e15, -1e15, 5e-324, -5e-324, 1e-300, 0.1, 1 / 3];

/**
 * Makes rows that would show a difference: half of the numbers on an edge or one step of the last bit beside it, the rest
 * spread over and beyond the edges, special codes and their neighbours, missing values; levels, missing and strangers.
 */
export function proofRows(model: ScorecardModel, rowCount: number, seed: number): ProofRows {
  const random = createRandom(seed);
  const cells: (number | string | null)[][] = [];
  const columns = model.features.map((feature, index) => {
    const draw = feature.kind === 'numeric' ? numberDrawer(model, feature) : levelDrawer(feature);
    const stream = random.fork(String(index));
    const values: (number | string | null)[] = [];
    const column = new Float64Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const { cell, encoded } = draw(stream);
      values.push(cell);
      column[row] = encoded;
    }
    cells.push(values);
    return column;
  });
  return { matrix: { rowCount, features: model.features, columns }, cells };
}

type Draw = (random: Random) => { cell: number | string | null; encoded: number };

const MISSING = { cell: null, encoded: Number.NaN };

function numberDrawer(model: ScorecardModel, { name, specialCodes = [] }: Feature): Draw {
  const ranges = model.variables.find(({ feature }) => feature.name === name)?.bins.map(({ range }) => range) ?? [];
  const edges = ranges.flatMap((range) => (range.kind === 'interval' && range.upTo !== undefined ? [range.upTo] : []));
  const codes = [
    ...specialCodes,
    ...ranges.flatMap((range) => (range.kind === 'special' ? range.codes.map(Number) : [])),
  ];
  const low = Math.min(0, ...edges);
  const width = Math.max(1, ...edges) - low;
  const watched = [...edges, ...codes];
  return (random) => {
    const kind = random.nextFloat();
    let value: number;
    if (kind < 0.05) return MISSING;
    if (kind < 0.55 && watched.length > 0) value = beside(pick(watched, random), random.nextUint32Below(3) - 1);
    else if (kind < 0.65 && codes.length > 0) value = pick(codes, random);
    else if (kind < 0.68) value = pick(EXTREMES, random);
    else if (kind < 0.85) value = low - 0.2 * width + 1.4 * width * random.nextFloat();
    else value = Math.round(low - 0.2 * width + 1.4 * width * random.nextFloat());
    return { cell: value, encoded: value };
  };
}

function levelDrawer({ levels = [] }: Feature): Draw {
  const positions = new Map(levels.map((level, index) => [level, index]));
  return (random) => {
    const kind = random.nextFloat();
    if (kind < 0.05) return MISSING;
    const text = kind < 0.12 || levels.length === 0 ? pick(STRANGERS, random) : pick(levels, random);
    return { cell: text, encoded: positions.get(text) ?? Number.NaN };
  };
}

function pick<Value>(values: readonly Value[], random: Random): Value {
  return values[random.nextUint32Below(values.length)] as Value;
}

/** The double `steps` (−1, 0 or 1) places above the given one. @example beside(1, 1) // 1.0000000000000002 */
export function beside(value: number, steps: number): number {
  if (steps === 0) return value;
  if (value === 0) return steps * 5e-324;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(value > 0 ? steps : -steps));
  return view.getFloat64(0);
}
