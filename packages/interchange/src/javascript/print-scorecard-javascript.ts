import type { ScorecardModel } from '@probity/learn';
import { describeCalibration } from '../card/card-calibration.js';
import { oneLine, printNumber } from '../card/print-number.js';
import { type CardVariable, readCard, type ScorecardExport } from '../card/read-card.js';
import { printCalibration } from './print-calibration.js';

/**
 * Prints a scorecard as one ES module that depends on nothing: `score(row)` gives points, margin, probability and bins.
 *
 * A row names every variable; null is missing. Its points, margin and probability are those of the library bit for bit.
 * Names and levels stand in string literals only, so none of them can become code.
 *
 * @throws INVALID_ARGUMENT as `readCard`
 * @example
 * const module = await import(`data:text/javascript,${encodeURIComponent(printScorecardJavaScript(model))}`);
 * module.score({ age: 41, purpose: 'car' }).points // 612
 */
export function printScorecardJavaScript(model: ScorecardModel, options: ScorecardExport = {}): string {
  const card = readCard(model, options);
  return `// ${oneLine(card.title)}: a scorecard printed by Probity. It depends on nothing and runs wherever ES modules do.
// points: higher is safer. margin: log-odds of bad. probability: of bad, ${describeCalibration(card.calibration)}.

const INTERCEPT = ${printNumber(card.intercept)};

/**
 * Bins as [label, points, log-odds]. Numbers: special codes first, then the first interval whose upper edge is at or
 * above the value (edges belong to the bin below them). Categories: by level; a level without a bin counts as missing.
 */
const VARIABLES = [
${card.variables.map(printVariable).join(',\n')},
];

const LEVELS = VARIABLES.map(({ levels }) => new Map(levels));
const CODES = VARIABLES.map(({ codes }) => new Map(codes));

/**
 * Scores one row: an object that names every variable; null (or NaN) where a value is not known.
 * Throws a TypeError where a variable is not named or its value has another type.
 */
export function score(row) {
  let points = ${printNumber(card.initialPoints)};
  let margin = INTERCEPT;
  const bins = {};
  for (let index = 0; index < VARIABLES.length; index++) {
    const variable = VARIABLES[index];
    const bin = variable.bins[findBin(index, readValue(variable, row)) - 1];
    points += bin[1];
    margin += bin[2];
    Object.defineProperty(bins, variable.name, { value: bin[0], enumerable: true });
  }
  return { points, margin, probability: probabilityOf(margin), bins };
}

/** The variables a row must name. */
export const variables = VARIABLES.map(({ name }) => name);

function readValue({ name, kind }, row) {
  if (!Object.hasOwn(row, name)) throw new TypeError(\`"\${name}" is missing; give null where it is not known\`);
  const value = row[name];
  if (value === null) return null;
  if (kind === 'category') {
    if (typeof value !== 'string') throw new TypeError(\`"\${name}" must be a text or null\`);
    return value;
  }
  const number = typeof value === 'boolean' ? Number(value) : kind !== 'number' && typeof value === 'string' ? readTime(kind, value) : value;
  if (typeof number !== 'number' || Math.abs(number) === Infinity) throw new TypeError(\`"\${name}" must be a number or null\`);
  return Number.isNaN(number) ? null : number;
}

/** Dates count days and times milliseconds since 1970-01-01 UTC. */
function readTime(kind, text) {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) throw new TypeError(\`"\${text}" is no ISO \${kind}\`);
  return kind === 'date' ? milliseconds / 86400000 : milliseconds;
}

function findBin(index, value) {
  const { kind, missing, edges } = VARIABLES[index];
  if (value === null) return missing;
  if (kind === 'category') return LEVELS[index].get(value) ?? missing;
  const code = CODES[index].get(value);
  if (code !== undefined) return code;
  let bin = 0;
  while (value > edges[bin]) bin++;
  return bin + 1;
}

${printCalibration(card.calibration)}`;
}

function printVariable(variable: CardVariable): string {
  const { name, kind, columnKind, missing, intervals, levels, codes, bins } = variable;
  const timed = columnKind === 'date' || columnKind === 'datetime' ? columnKind : 'number';
  const printed = bins.map(
    ({ label, bin, part }) => `      [${printText(label)}, ${printNumber(bin.points)}, ${printNumber(part)}],`,
  );
  return `  {
    name: ${printText(name)},
    kind: '${kind === 'category' ? 'category' : timed}',
    edges: [${intervals
      .slice(0, -1)
      .map(({ upTo }) => printNumber(upTo))
      .join(', ')}],
    codes: [${codes.map(({ code, bin }) => `[${printNumber(code)}, ${bin}]`).join(', ')}],
    levels: [${levels.map(({ level, bin }) => `[${printText(level)}, ${bin}]`).join(', ')}],
    missing: ${missing},
    bins: [
${printed.join('\n')}
    ],
  }`;
}

/** A string literal of any text, also inside a script element of a page. */
function printText(text: string): string {
  return JSON.stringify(text).replace(
    /[<\u2028\u2029\u007f-\u009f]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
