import { readFileSync } from 'node:fs';
import { ProbityError } from '@probity/domain';
import type { MistakeCosts } from '@probity/scoring';
import { checkMistakeCosts, defaultMistakeCosts } from '@probity/training';

/**
 * Reads `--map a=x,b=y`: what is meant → column of the file.
 * @throws INVALID_ARGUMENT
 */
export function parseColumnMap(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((pair): [string, string] => {
    const at = pair.indexOf('=');
    const [name, column] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    if (at > 0 && name !== '' && column !== '') return [name, column];
    const message = `\`--map\` must be pairs such as sales=TURNOVER,equity=EQ; got "${pair}"`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: '--map' });
  });
  return Object.fromEntries(pairs);
}

const COST_NAMES = ['missed', 'false', 'lossGivenDefault', 'margin', 'exposure', 'exposureColumn', 'currency'];

/**
 * Reads `--cost`: `missed=450000,false=20000` (money for a mistake of either kind), `lossGivenDefault=0.4,margin=0.03,exposure=2e6`, or a
 * JSON file of the same names with `exposureColumn` and `currency`.
 *
 * @throws INVALID_ARGUMENT, FILE_NOT_FOUND
 */
export function parseCosts(text: string): MistakeCosts {
  const given = text.includes('=') ? parseCostPairs(text) : readCostFile(text);
  const stray = Object.keys(given).find((name) => !COST_NAMES.includes(name));
  if (stray !== undefined) throw wrong(`name ${COST_NAMES.join(', ')}; got "${stray}"`);
  const number = (name: string): number | undefined => {
    const value = given[name];
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(`give a number for ${name}; got "${value}"`);
    return value;
  };
  const textOf = (name: 'exposureColumn' | 'currency') => {
    const value = given[name];
    if (value !== undefined && (typeof value !== 'string' || value === '')) throw wrong(`give a text for ${name}`);
    return value === undefined ? {} : { [name]: value };
  };
  const [missed, falseAlarm] = [number('missed'), number('false')];
  const words = { ...textOf('exposureColumn'), ...textOf('currency') };
  if (missed === undefined && falseAlarm === undefined) {
    const costs = {
      lossGivenDefault: number('lossGivenDefault') ?? defaultMistakeCosts.lossGivenDefault,
      margin: number('margin') ?? defaultMistakeCosts.margin,
      exposure: number('exposure') ?? defaultMistakeCosts.exposure,
      ...words,
    };
    checkMistakeCosts(costs);
    return costs;
  }
  if (missed === undefined || falseAlarm === undefined) throw wrong('give both missed and false');
  if (['lossGivenDefault', 'margin', 'exposure', 'exposureColumn'].some((name) => given[name] !== undefined)) {
    throw wrong('give either amounts (missed, false) or shares of an exposure, not both');
  }
  if (!(missed > 0 && falseAlarm > 0)) throw wrong('give amounts above 0');
  // The same cost of either mistake for every company: all of what is at stake is lost, and a part of it was to be earned.
  const costs = { lossGivenDefault: 1, margin: falseAlarm / missed, exposure: missed, ...words };
  checkMistakeCosts(costs);
  return costs;
}

function parseCostPairs(text: string): Record<string, unknown> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
      return [name, value !== '' && Number.isFinite(Number(value)) ? Number(value) : value];
    }),
  );
}

function readCostFile(file: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw wrong(`be pairs or a JSON file; "${file}" is not JSON`);
    throw new ProbityError('FILE_NOT_FOUND', `there is no file "${file}"`, { field: '--cost' }, { cause });
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>;
  throw wrong(`be pairs or a JSON object; "${file}" holds none`);
}

function wrong(rule: string): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `\`--cost\` must ${rule}`, { field: '--cost' });
}
