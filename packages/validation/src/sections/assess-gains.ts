import { capCurve, gainsTable } from '@probity/learn';
import { notAssessed, type ReportSection } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';
import { pick, short, thinCurve } from './thin-curve.js';

/** Lift, gains and the KS curve. */
export function assessGains(sample: ValidationSample): ReportSection {
  const { riskScores, labels, bads, rowCount } = sample;
  if (bads === 0 || bads === rowCount) return notAssessed('gains', 'Lift and gains', 'only one outcome is present');
  const table = gainsTable(riskScores, labels, 10);
  const curve = capCurve(riskScores, labels);
  const points = thinCurve(curve.rowShares);
  const x = pick(curve.rowShares, points);
  const perfect = bads / rowCount;
  const top = table[0];
  const finding =
    top === undefined
      ? ''
      : `The riskiest ${(100 * top.cumulativeRows).toFixed(0)} % of the rows hold ${(100 * top.cumulativeBads).toFixed(1)} % of the bads (lift ${top.lift.toFixed(2)}).`;
  return {
    id: 'gains',
    title: 'Lift and gains',
    status: 'assessed',
    light: 'none',
    finding,
    blocks: [
      {
        kind: 'table',
        id: 'gains',
        title: 'Gains, riskiest tenth first',
        method: 'gains',
        columns: [
          { label: 'score from' },
          { label: 'to' },
          { label: 'rows', format: 'count' },
          { label: 'bads', format: 'count' },
          { label: 'bad rate', format: 'share' },
          { label: 'lift' },
          { label: 'bads so far', format: 'share' },
          { label: 'goods so far', format: 'share' },
          { label: 'lift so far' },
          { label: 'KS so far', format: 'share' },
        ],
        rows: table.map((band) => [
          band.scoreFrom,
          band.scoreTo,
          band.rows,
          band.bads,
          band.badRate,
          band.lift,
          band.cumulativeBads,
          band.cumulativeGoods,
          band.cumulativeLift,
          band.ks,
        ]),
      },
      {
        kind: 'chart',
        id: 'cap',
        title: `Cumulative accuracy profile (accuracy ratio ${curve.accuracyRatio.toFixed(4)})`,
        x: { label: 'share of rows, riskiest first', format: 'share' },
        y: { label: 'share of bads', format: 'share' },
        series: [
          { name: 'model', x, y: pick(curve.badShares, points) },
          { name: 'perfect', x: [0, short(perfect), 1], y: [0, 1, 1], draw: 'reference' },
          { name: 'chance', x: [0, 1], y: [0, 1], draw: 'reference' },
        ],
        method: 'gains',
      },
      {
        kind: 'chart',
        id: 'ks',
        title: `KS curve (KS ${curve.ks.toFixed(4)} at a score of ${curve.ksThreshold.toPrecision(4)})`,
        x: { label: 'share of rows, riskiest first', format: 'share' },
        y: { label: 'share of the outcome at or above the score', format: 'share' },
        series: [
          { name: 'bads', x, y: pick(curve.badShares, points) },
          { name: 'goods', x, y: pick(curve.goodShares, points) },
        ],
        method: 'ks',
      },
      {
        kind: 'chart',
        id: 'lift',
        title: 'Lift by tenth',
        x: { label: 'share of rows, riskiest first', format: 'share' },
        y: { label: 'bad rate over that of all rows' },
        series: [
          {
            name: 'lift',
            x: table.map((band) => short(band.cumulativeRows)),
            y: table.map((band) => short(band.lift)),
          },
          { name: 'no lift', x: [0, 1], y: [1, 1], draw: 'reference' },
        ],
        method: 'gains',
      },
    ],
  };
}
