import type { AttributeReport, GroupReport, Measured } from '@probity/learn';
import type { TableBlock, TableCell, VerdictLight } from '../report/report-section.js';

const lights: Readonly<Record<GroupReport['adverseImpact'], VerdictLight>> = {
  concern: 'red',
  watch: 'amber',
  none: 'green',
  reference: 'none',
  'not assessed': 'none',
};

/** Who is approved: rates, adverse impact, equal opportunity, predictive equality. */
export function treatmentTable(report: AttributeReport): TableBlock {
  return {
    kind: 'table',
    id: `fairness-treatment-${slug(report.attribute)}`,
    title: `${report.attribute}: who is approved`,
    columns: [
      { label: 'group' },
      { label: 'rows', format: 'count' },
      { label: 'approved', format: 'share' },
      { label: 'adverse impact ratio' },
      { label: '95 % from' },
      { label: 'to' },
      { label: 'p, corrected', format: 'p-value' },
      { label: 'equal opportunity', format: 'share' },
      { label: '95 % from', format: 'share' },
      { label: 'to', format: 'share' },
      { label: 'p, corrected', format: 'p-value' },
      { label: 'predictive equality', format: 'share' },
      { label: 'p, corrected', format: 'p-value' },
      { label: 'equalised odds', format: 'share' },
    ],
    rows: report.groups.map((group): TableCell[] => {
      const { adverseImpactRatio, equalOpportunity, predictiveEquality, equalisedOdds } = group.comparisons;
      return [
        group.isReference ? `${group.group} (reference)` : group.group,
        group.rows,
        value(group.measures.approvalRate),
        ...withInterval(adverseImpactRatio),
        pValue(adverseImpactRatio),
        ...withInterval(equalOpportunity),
        pValue(equalOpportunity),
        value(predictiveEquality),
        pValue(predictiveEquality),
        value(equalisedOdds),
      ];
    }),
    lights: report.groups.map(({ adverseImpact }) => lights[adverseImpact]),
    note: `Differences are group less reference, in the share of good payers (equal opportunity) or bad payers (predictive equality) approved. Reference: ${report.referenceRule}.${unknownNote(report)}`,
    method: 'fairness.md#measures',
  };
}

/** Whether scores mean the same in every group: calibration and discrimination. */
export function accuracyTable(report: AttributeReport): TableBlock {
  return {
    kind: 'table',
    id: `fairness-accuracy-${slug(report.attribute)}`,
    title: `${report.attribute}: whether a score means the same`,
    columns: [
      { label: 'group' },
      { label: 'bads', format: 'count' },
      { label: 'observed / expected bads' },
      { label: '95 % from' },
      { label: 'to' },
      { label: 'p, corrected', format: 'p-value' },
      { label: 'calibration slope' },
      { label: '95 % from' },
      { label: 'to' },
      { label: 'p, corrected', format: 'p-value' },
      { label: 'ROC AUC' },
      { label: '95 % from' },
      { label: 'to' },
      { label: 'bad rate of approved', format: 'share' },
    ],
    rows: report.groups.map(({ group, bads, measures, isReference }): TableCell[] => [
      isReference ? `${group} (reference)` : group,
      bads,
      ...withInterval(measures.observedToExpected),
      pValue(measures.observedToExpected),
      ...withInterval(measures.calibrationSlope),
      pValue(measures.calibrationSlope),
      ...withInterval(measures.rocAuc),
      value(measures.badRateOfApproved),
    ]),
    note: 'Above 1, the group has more bads than its scores say; below 1, the model thinks worse of it than it is.',
    method: 'fairness.md#calibration-by-group',
  };
}

/** Figures that were not assessed: groups that lack the same ones for the same reason stand together. */
export function gapsOf(report: AttributeReport): readonly { readonly what: string; readonly reason: string }[] {
  if (report.notAssessed !== undefined) return [{ what: report.attribute, reason: report.notAssessed }];
  const gaps = new Map<string, { readonly figures: string; readonly reason: string; readonly groups: string[] }>();
  for (const { group, measures, comparisons } of report.groups) {
    const figures = [...Object.entries(measures), ...Object.entries(comparisons)];
    const missing = new Map<string, string[]>();
    for (const [name, figure] of figures) {
      if (figure.assessed) continue;
      const reason = figure.reason.replace(/\b\d+ ([a-z ]+); at least (\d+) are needed/, 'fewer than $2 $1');
      missing.set(reason, [...(missing.get(reason) ?? []), words(name)]);
    }
    for (const [reason, names] of missing) {
      const lacking = names.length === figures.length ? 'everything' : names.join(', ');
      const gap = gaps.get(`${lacking}: ${reason}`) ?? { figures: lacking, reason, groups: [] };
      gaps.set(`${lacking}: ${reason}`, { ...gap, groups: [...gap.groups, group] });
    }
  }
  return [...gaps.values()].map(({ figures, reason, groups }) => ({
    what: `${report.attribute}, ${figures} of ${groups.join('; ')}`,
    reason,
  }));
}

export function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

function unknownNote({ unknownRows }: AttributeReport): string {
  return unknownRows === 0 ? '' : ` ${unknownRows} rows whose group is not known are left out.`;
}

function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function value(figure: Measured | undefined): TableCell {
  return figure?.assessed === true && Number.isFinite(figure.value) ? figure.value : null;
}

function withInterval(figure: Measured | undefined): readonly TableCell[] {
  if (figure?.assessed !== true || !Number.isFinite(figure.value)) return [null, null, null];
  return [figure.value, ...figure.interval.map((end) => (Number.isFinite(end) ? end : null))];
}

function pValue(figure: Measured | undefined): TableCell {
  return figure?.assessed === true ? (figure.significance?.adjustedPValue ?? null) : null;
}
