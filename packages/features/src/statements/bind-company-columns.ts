import { ProbityError } from '@probity/domain';
import { companyRatios, isRatioName } from './company-ratios.js';
import { type StatementItem, statementItemNames, statementItems } from './company-statement.js';

/** Which column of a file holds what. */
export interface CompanyColumns {
  /** Column of each ratio, by the ratio's name. */
  readonly ratios: Readonly<Record<string, string>>;
  /** Column of each item of the statements. */
  readonly items: Readonly<Partial<Record<StatementItem, string>>>;
  /** Names (left of `=`) that were found and not stated. */
  readonly guessed: readonly string[];
}

/**
 * Finds the columns of ratios and of statement items in a file.
 *
 * A column is found by its name, whatever its case, blanks, dots, hyphens and underscores ("Total assets", "total_assets"); `Attr1` …
 * `Attr64` are the ratios of the Polish data where at least three quarters of them are there. What is stated wins.
 *
 * @param columns names of the file's columns
 * @param stated ratio or item → column, as of `--map`
 * @throws INVALID_ARGUMENT for a name that is neither ratio nor item; COLUMN_MISSING for a column that the file does not have
 * @example bindCompanyColumns(['Total assets', 'Sales']).items // { totalAssets: 'Total assets', sales: 'Sales' }
 */
export function bindCompanyColumns(
  columns: readonly string[],
  stated: Readonly<Record<string, string>> = {},
): CompanyColumns {
  const ratios: Record<string, string> = {};
  const items: Partial<Record<StatementItem, string>> = {};
  const guessed: string[] = [];
  const plain = new Map(columns.map((column) => [plainName(column), column]));
  const polish = companyRatios.filter(({ polish: name }) => name !== undefined && columns.includes(name));
  const isPolish = polish.length >= LEAST_OF_POLISH;
  for (const { name, polish: code } of companyRatios) {
    const found =
      plain.get(plainName(name)) ?? (isPolish && code !== undefined && columns.includes(code) ? code : undefined);
    if (found === undefined) continue;
    ratios[name] = found;
    guessed.push(name);
  }
  for (const name of statementItemNames) {
    const found = plain.get(plainName(name)) ?? plain.get(plainName(statementItems[name]));
    if (found === undefined) continue;
    items[name] = found;
    guessed.push(name);
  }
  for (const [name, column] of Object.entries(stated)) {
    if (!columns.includes(column)) {
      throw new ProbityError('COLUMN_MISSING', `the file has no column "${column}", which ${name} is said to be`, {
        field: column,
      });
    }
    if (isRatioName(name)) ratios[name] = column;
    else if (Object.hasOwn(statementItems, name)) items[name as StatementItem] = column;
    else {
      const message = `\`--map\` must name a ratio or an item of the statements before "="; got "${name}"`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field: '--map' });
    }
  }
  return { ratios, items, guessed: guessed.filter((name) => !Object.hasOwn(stated, name)) };
}

const LEAST_OF_POLISH = 48;

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '');
}
