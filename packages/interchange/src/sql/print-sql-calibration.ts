import type { Card } from '../card/read-card.js';
import type { SqlDialect } from './sql-dialect.js';

/** Beyond it e^x leaves the doubles, which PostgreSQL refuses. */
const LARGEST_LOG_ODDS = 700;

/** The probability of bad as an expression of the column "margin". */
export function printSqlCalibration(card: Card, sql: SqlDialect): string {
  const { calibration } = card;
  const number = (value: number) => sql.double(value);
  if (calibration.kind === 'isotonic') {
    const { margins, probabilities } = calibration;
    const steps = margins.map((margin, index) => {
      const [high = 0, before = 0, low = 0] = [probabilities[index], margins[index - 1], probabilities[index - 1]];
      if (index === 0) return `WHEN "margin" <= ${number(margin)} THEN ${number(high)}`;
      const share = `("margin" - ${number(before)}) / (${number(margin)} - ${number(before)})`;
      return `WHEN "margin" < ${number(margin)} THEN ${number(low)} + ${share} * (${number(high)} - ${number(low)})`;
    });
    return `CASE\n    ${steps.join('\n    ')}\n    ELSE ${number(probabilities.at(-1) ?? 0)}\n  END`;
  }
  if (calibration.kind === 'beta') {
    const { intercept, a, b } = calibration;
    // ln(1 + e^x), by whichever side does not overflow.
    const softplus = (x: string, minus: string) =>
      `CASE WHEN ${x} > ${number(0)} THEN ${x} + LN(${number(1)} + EXP(${minus})) ELSE LN(${number(1)} + EXP(${x})) END`;
    return sigmoid(
      `(${number(intercept)} - ${number(a)} * (${softplus('(-"margin")', '"margin"')}) + ${number(b)} * (${softplus('"margin"', '-"margin"')}))`,
      [],
      sql,
    );
  }
  const { given, intercept, slope } = calibration;
  const bounds = [Math.min, Math.max].map(
    (pick) =>
      intercept +
      slope * card.variables.reduce((sum, { bins }) => sum + pick(...bins.map(({ part }) => part)), card.intercept),
  );
  return sigmoid(given ? `(${number(intercept)} + ${number(slope)} * "margin")` : '"margin"', bounds, sql);
}

function sigmoid(logOdds: string, bounds: readonly number[], sql: SqlDialect): string {
  const number = (value: number) => sql.double(value);
  const one = number(1);
  const limits = bounds.some((bound) => Math.abs(bound) > LARGEST_LOG_ODDS)
    ? `WHEN ${logOdds} > ${number(LARGEST_LOG_ODDS)} THEN ${one} WHEN ${logOdds} < ${number(-LARGEST_LOG_ODDS)} THEN ${number(0)} `
    : '';
  return `CASE ${limits}WHEN ${logOdds} >= ${number(0)} THEN ${one} / (${one} + EXP(-${logOdds})) ELSE EXP(${logOdds}) / (${one} + EXP(${logOdds})) END`;
}
