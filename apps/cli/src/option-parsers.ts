import { ProbityError } from '@probity/domain';

/** Reads a list such as "age,sex". */
export function parseList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Makes a reader of whole numbers within bounds. @throws INVALID_ARGUMENT naming the option */
export function parseWhole(option: string, minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    throw new ProbityError(
      'INVALID_ARGUMENT',
      `\`${option}\` must be a whole number from ${minimum} to ${maximum}; got "${text}"`,
      { field: option },
    );
  };
}

/** Makes a reader of numbers above a bound. @throws INVALID_ARGUMENT naming the option */
export function parsePositive(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
    throw new ProbityError('INVALID_ARGUMENT', `\`${option}\` must be a number above 0; got "${text}"`, {
      field: option,
    });
  };
}

/** Makes a reader of shares. @throws INVALID_ARGUMENT naming the option */
export function parseShare(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= 0 && value <= 1) return value;
    throw new ProbityError('INVALID_ARGUMENT', `\`${option}\` must be a share from 0 to 1; got "${text}"`, {
      field: option,
    });
  };
}

/** Makes a reader of one word among several. @throws INVALID_ARGUMENT naming the option */
export function parseChoice<Choice extends string>(
  option: string,
  choices: readonly Choice[],
): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw new ProbityError('INVALID_ARGUMENT', `\`${option}\` must be one of ${choices.join(', ')}; got "${text}"`, {
      field: option,
    });
  };
}

/** Makes a reader of lists of words among several. @throws INVALID_ARGUMENT naming the option */
export function parseListOf<Choice extends string>(
  option: string,
  choices: readonly Choice[],
): (text: string) => readonly Choice[] {
  const parse = parseChoice(option, choices);
  return (text) => parseList(text).map(parse);
}

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** Makes a reader of times such as 90s, 10m or 2h, in seconds. @throws INVALID_ARGUMENT naming the option */
export function parseDuration(option: string): (text: string) => number {
  return (text) => {
    const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text.trim()) ?? [];
    if (amount !== '') return Number(amount) * SECONDS[unit as keyof typeof SECONDS];
    throw new ProbityError('INVALID_ARGUMENT', `\`${option}\` must be a time such as 90s, 10m or 2h; got "${text}"`, {
      field: option,
    });
  };
}
