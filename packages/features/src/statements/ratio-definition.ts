import type { StatementItem } from './company-statement.js';

/** Items with their factors, added up. */
export type ItemSum = readonly (readonly [factor: number, item: StatementItem])[];

/** What a ratio tells about. */
export type RatioGroup = 'liquidity' | 'leverage' | 'profitability' | 'turnover' | 'growth' | 'size' | 'cash flow';

/**
 * One ratio of a company's statements, as data.
 *
 * `quotient` is scale × numerator / denominator; `amount` is the numerator; `log10` is the decimal logarithm of the numerator;
 * `change` is the numerator of this year / the same of the year before, less `subtract`; `three-years` is a quotient whose numerator is
 * added up over this year and the two before.
 */
export interface RatioDefinition {
  readonly name: string;
  readonly title: string;
  readonly group: RatioGroup;
  readonly form: 'quotient' | 'amount' | 'log10' | 'change' | 'three-years';
  readonly numerator: ItemSum;
  readonly denominator: ItemSum;
  readonly scale: number;
  readonly subtract: number;
  /** Column of the Polish bankruptcy data (UCI 365) that holds it; undefined for ratios that are not among its 64. */
  readonly polish: string | undefined;
}

/** The formula in words, for people. @example describeRatio(ratioNamed('currentRatio')) // 'currentAssets / shortTermLiabilities' */
export function describeRatio({ form, numerator, denominator, scale, subtract }: RatioDefinition): string {
  const top = printSum(numerator);
  if (form === 'amount') return top;
  if (form === 'log10') return `log10(${top})`;
  if (form === 'change') return `${top} / ${top} of the year before${subtract === 0 ? '' : ` - ${subtract}`}`;
  const above = form === 'three-years' ? `${top} of three years` : top;
  const quotient = `${bracket(above, numerator)} / ${bracket(printSum(denominator), denominator)}`;
  return scale === 1 ? quotient : `${Math.round(scale * 1000) / 1000} * ${quotient}`;
}

function bracket(text: string, sum: ItemSum): string {
  return sum.length > 1 ? `(${text})` : text;
}

function printSum(sum: ItemSum): string {
  return sum
    .map(([factor, item], index) => {
      const sign = factor < 0 ? (index === 0 ? '-' : ' - ') : index === 0 ? '' : ' + ';
      return `${sign}${item}`;
    })
    .join('');
}
