import { type AlternativeSearch, type DecisionPrice, priceOfCutOff, type ScoredGroups } from '@probity/learn';
import type { ReportBlock, TableBlock, TableCell } from '../report/report-section.js';
import { slug } from './fairness-tables.js';

/** One way of deciding with what it brings. */
export interface PricedRow {
  readonly what: string;
  /** Null where it is not one number. */
  readonly cutOff: number | null;
  readonly price: DecisionPrice;
}

/** Ways of mitigating side by side, today's cut-off first. */
export function pricesTable(
  attribute: string,
  scored: ScoredGroups,
  cutOff: number,
  rows: readonly PricedRow[],
  note: string,
): TableBlock {
  const today: PricedRow = { what: 'As it is', cutOff, price: priceOfCutOff(scored, cutOff) };
  return {
    kind: 'table',
    id: `fairness-prices-${slug(attribute)}`,
    title: `${attribute}: what mitigation would cost`,
    columns: [
      { label: 'way of deciding' },
      { label: 'cut-off', format: 'share' },
      { label: 'adverse impact ratio' },
      { label: 'equal opportunity gap', format: 'share' },
      { label: 'approved', format: 'share' },
      { label: 'bad rate of approved', format: 'share' },
      { label: 'ROC AUC' },
      { label: 'profit', format: 'money' },
      { label: 'profit against today', format: 'money' },
    ],
    rows: [today, ...rows].map(({ what, cutOff: at, price }): TableCell[] => [
      what,
      at === null || !Number.isFinite(at) ? null : at,
      price.adverseImpactRatio,
      price.equalOpportunityGap,
      price.approvalRate,
      price.badRate,
      price.rocAuc,
      price.profit,
      price.profit - today.price.profit,
    ]),
    note: `Profit is realised on these rows: approved goods × margin − approved bads × loss given default, in units of the exposure. The ratio here is lowest over highest group. ${note}`,
    method: 'fairness.md#mitigation-and-its-price',
  };
}

/** The Pareto front of models and cut-offs, as a chart and a table. */
export function alternativesBlocks(attribute: string, search: AlternativeSearch): readonly ReportBlock[] {
  const { pareto, suggested, tried } = search;
  if (pareto.length === 0) return [];
  const candidates = [...new Set(pareto.map(({ candidate }) => candidate))];
  return [
    {
      kind: 'chart',
      id: `fairness-alternatives-${slug(attribute)}`,
      title: `${attribute}: profit and fairness that can be had together`,
      x: { label: 'adverse impact ratio' },
      y: { label: 'profit', format: 'money' },
      series: candidates.map((candidate) => {
        const own = pareto.filter((alternative) => alternative.candidate === candidate);
        return {
          name: candidate,
          x: own.map(({ price }) => price.adverseImpactRatio ?? 0),
          y: own.map(({ price }) => price.profit),
          draw: 'points',
        };
      }),
      marks: [{ x: 0.8, label: 'four fifths' }],
      note: `${tried} pairs of a model and a single cut-off were tried; none beats a point here in both.`,
      method: 'fairness.md#less-discriminatory-alternatives',
    },
    {
      kind: 'table',
      id: `fairness-alternatives-table-${slug(attribute)}`,
      title: `${attribute}: alternatives, most profitable first`,
      columns: [
        { label: 'model' },
        { label: 'cut-off', format: 'share' },
        { label: 'adverse impact ratio' },
        { label: 'approved', format: 'share' },
        { label: 'bad rate of approved', format: 'share' },
        { label: 'profit', format: 'money' },
        { label: 'profit forgone', format: 'money' },
      ],
      rows: pareto.map(({ candidate, cutOff, price, profitForgone }): TableCell[] => [
        candidate,
        Number.isFinite(cutOff) ? cutOff : null,
        price.adverseImpactRatio,
        price.approvalRate,
        price.badRate,
        price.profit,
        profitForgone,
      ]),
      note:
        suggested === null
          ? 'None reaches the ratio asked for.'
          : `Least costly with the ratio asked for: ${suggested.candidate}, approving ${(suggested.price.approvalRate * 100).toFixed(1)} %.`,
    },
  ];
}
