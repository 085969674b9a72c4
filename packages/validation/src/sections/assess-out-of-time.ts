import { delongAuc } from '@probity/learn';
import { ratesByPeriod, rowsByPeriod } from '@probity/monitoring';
import { normalSurvival } from '@probity/numerics';
import { notAssessed, type ReportSection, type VerdictLight } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';
import { short } from './thin-curve.js';

/** Fewest of each outcome for an AUC of its own. */
const FEWEST = 10;

/** Discrimination and bad rate by month, and the later half of the months against the earlier. */
export function assessOutOfTime(sample: ValidationSample): ReportSection {
  const [id, title] = ['out-of-time', 'Over time'];
  const { periods, periodsMissing } = sample;
  if (periods === undefined || periodsMissing !== '') return notAssessed(id, title, periodsMissing);
  const rates = ratesByPeriod(periods, sample.labels, sample.riskScores);
  const rows = rowsByPeriod(periods);
  const aucs = rows.map((those) => aucOf(sample, those));
  const halves = halvesOf(rows);
  const [earlier, later] = halves.map((those) => aucOf(sample, those));
  const gaps =
    earlier === undefined || later === undefined
      ? [{ what: 'later against earlier months', reason: `a half holds fewer than ${FEWEST} rows of an outcome` }]
      : [];
  const compared = earlier === undefined || later === undefined ? undefined : compareHalves(earlier, later);
  const positions = aucs.flatMap((auc, period) => (auc === undefined ? [] : [period]));
  return {
    id,
    title,
    status: 'assessed',
    light: compared?.light ?? 'none',
    finding: compared?.finding ?? `${rates.length} periods; too few bads to compare the later half with the earlier.`,
    gaps,
    blocks: [
      {
        kind: 'table',
        id: 'by-period',
        title: 'By month',
        method: 'out-of-time',
        columns: [
          { label: 'month' },
          { label: 'rows', format: 'count' },
          { label: 'bads', format: 'count' },
          { label: 'bad rate', format: 'share' },
          { label: '95 % from', format: 'share' },
          { label: 'to', format: 'share' },
          { label: 'mean predicted', format: 'share' },
          { label: 'ROC AUC' },
          { label: '95 % from' },
          { label: 'to' },
        ],
        note: `No AUC where a month holds fewer than ${FEWEST} rows of an outcome.`,
        rows: rates.map((rate, period) => [
          rate.period,
          rate.rows,
          rate.bads,
          rate.badRate,
          ...rate.interval,
          rate.meanScore,
          aucs[period]?.auc ?? null,
          aucs[period]?.interval[0] ?? null,
          aucs[period]?.interval[1] ?? null,
        ]),
      },
      {
        kind: 'chart',
        id: 'rate-by-period',
        title: 'Bad rate and mean prediction by month',
        x: { label: 'month', ticks: rates.map(({ period }) => period) },
        y: { label: 'share', format: 'share' },
        series: [
          {
            name: 'bad rate, exact 95 %',
            draw: 'points',
            x: rates.map((_, period) => period),
            y: rates.map(({ badRate }) => short(badRate)),
            low: rates.map(({ interval }) => short(interval[0])),
            high: rates.map(({ interval }) => short(interval[1])),
          },
          {
            name: 'mean predicted',
            x: rates.map((_, period) => period),
            y: rates.map(({ meanScore }) => short(meanScore)),
          },
        ],
        method: 'out-of-time',
      },
      ...(positions.length < 2
        ? []
        : [
            {
              kind: 'chart' as const,
              id: 'auc-by-period',
              title: 'ROC AUC by month',
              x: { label: 'month', ticks: rates.map(({ period }) => period) },
              y: { label: 'ROC AUC' },
              series: [
                {
                  name: 'ROC AUC, 95 % DeLong',
                  draw: 'points' as const,
                  x: positions,
                  y: positions.map((period) => short(aucs[period]?.auc ?? 0)),
                  low: positions.map((period) => short(aucs[period]?.interval[0] ?? 0)),
                  high: positions.map((period) => short(aucs[period]?.interval[1] ?? 0)),
                },
              ],
              method: 'delong',
            },
          ]),
    ],
  };
}

type Auc = ReturnType<typeof delongAuc>;

/** DeLong's AUC of some rows; undefined when there are too few of an outcome. */
export function aucOf(sample: ValidationSample, rows: Uint32Array, fewest = FEWEST): Auc | undefined {
  const labels = Uint8Array.from(rows, (row) => sample.labels[row] ?? 0);
  const bads = labels.reduce((total, label) => total + label, 0);
  if (bads < fewest || labels.length - bads < fewest) return undefined;
  return delongAuc(
    Float64Array.from(rows, (row) => sample.riskScores[row] ?? 0),
    labels,
  );
}

/** Months in two runs of as equal numbers of rows as whole months allow. */
function halvesOf(rows: readonly Uint32Array[]): readonly Uint32Array[] {
  const total = rows.reduce((sum, { length }) => sum + length, 0);
  let before = 0;
  let cut = 1;
  for (const [period, { length }] of rows.entries()) {
    if (period > 0 && before + length / 2 > total / 2) break;
    before += length;
    cut = Math.min(period + 1, rows.length - 1);
  }
  return [rows.slice(0, cut), rows.slice(cut)].map((part) => {
    const joined = new Uint32Array(part.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of part) {
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  });
}

function compareHalves(earlier: Auc, later: Auc): { light: VerdictLight; finding: string } {
  const drop = earlier.auc - later.auc;
  const error = Math.sqrt(earlier.standardError ** 2 + later.standardError ** 2);
  const p = error === 0 ? 1 : normalSurvival(drop / error);
  const light: VerdictLight = p < 0.05 && drop > 0.05 ? 'red' : p < 0.05 ? 'amber' : 'green';
  const words = light === 'green' ? 'no significant fall' : 'a significant fall';
  return {
    light,
    finding: `ROC AUC ${earlier.auc.toFixed(4)} in the earlier and ${later.auc.toFixed(4)} in the later months: ${words} (one-sided p ${p.toPrecision(3)}).`,
  };
}
