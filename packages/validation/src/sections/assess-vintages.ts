import { type Column, columnNamed, isCodedColumn, MILLISECONDS_PER_DAY, ProbityError } from '@probity/domain';
import { monthNumber, rollRates, vintageCurves } from '@probity/monitoring';
import { notAssessed, type ReportSection } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';
import { short } from './thin-curve.js';

const MOST_VINTAGES = 24;

/** Vintage curves: needs the month of origination and the date of the bad event. */
export function assessVintages(
  sample: ValidationSample,
  time: string | undefined,
  badTime: string | undefined,
): ReportSection {
  const [id, title] = ['vintages', 'Vintage curves'];
  const { periods } = sample;
  if (periods === undefined || time === undefined) return notAssessed(id, title, sample.periodsMissing);
  if (badTime === undefined)
    return notAssessed(id, title, 'no column with the date of the bad event was named (`badTime`, --bad-time)');
  if (!periods.isCalendar) return notAssessed(id, title, `the time column "${time}" is no date`);
  const started = monthsOf(columnNamed(sample.table, time));
  const ended = monthsOf(columnNamed(sample.table, badTime));
  const last = Math.max(...[...started, ...ended].filter((month) => !Number.isNaN(month)));
  const early = ended.reduce((count, month, row) => count + (month < (started[row] ?? Number.NaN) ? 1 : 0), 0);
  const curves = vintageCurves({
    vintageOf: periods.periodOf,
    labels: periods.labels,
    badAtMonths: ended.map((month, row) => Math.max(0, month - (started[row] ?? Number.NaN))),
    observedMonths: started.map((month) => last - month),
  }).filter(({ cumulativeBadRates }) => cumulativeBadRates.length > 0);
  if (curves.length === 0) return notAssessed(id, title, 'no vintage was watched for a whole month');
  const shown = curves.slice(-MOST_VINTAGES);
  const ages = [3, 6, 12, 18, 24, 36, 48, 60].filter((age) =>
    shown.some((curve) => curve.cumulativeBadRates.length >= age),
  );
  return {
    id,
    title,
    status: 'assessed',
    light: 'none',
    finding: `${curves.length} vintages by month of ${time}, watched until the last month in the data${early > 0 ? `; ${early} events before origination were taken at month 0` : ''}.`,
    blocks: [
      {
        kind: 'chart',
        id: 'vintages',
        title: 'Cumulative share gone bad by age',
        x: { label: 'months on book' },
        y: { label: 'share gone bad', format: 'share' },
        series: shown.map(({ vintage, cumulativeBadRates }) => ({
          name: vintage,
          x: [0, ...cumulativeBadRates.map((_, month) => month + 1)],
          y: [0, ...cumulativeBadRates.map(short)],
        })),
        note: 'A curve ends where not all of its loans were watched any longer.',
        method: 'vintages',
      },
      {
        kind: 'table',
        id: 'vintages',
        title: 'Share gone bad at equal age',
        method: 'vintages',
        columns: [
          { label: 'vintage' },
          { label: 'loans', format: 'count' },
          ...ages.map((age) => ({ label: `${age} months`, format: 'share' as const })),
        ],
        rows: shown.map(({ vintage, loans, cumulativeBadRates }) => [
          vintage,
          loans,
          ...ages.map((age) => cumulativeBadRates[age - 1] ?? null),
        ]),
      },
    ],
  };
}

function monthsOf(column: Column): Float64Array {
  if (isCodedColumn(column) || (column.kind !== 'date' && column.kind !== 'datetime')) {
    throw new ProbityError('SCHEMA_INVALID', `column "${column.name}" must be a date or a time`, {
      field: column.name,
    });
  }
  const scale = column.kind === 'date' ? MILLISECONDS_PER_DAY : 1;
  return column.values.map((value) => monthNumber(value * scale));
}

/** Roll rates: needs each account's status month by month. */
export function assessRollRates(sample: ValidationSample, columns: readonly string[]): ReportSection {
  const [id, title] = ['roll-rates', 'Roll rates'];
  if (columns.length < 2)
    return notAssessed(
      id,
      title,
      'no columns with the statuses of successive months were named (`statuses`, --statuses)',
    );
  const texts = columns.map((name) => statusTexts(columnNamed(sample.table, name)));
  const statuses = [...new Set(texts.flat())]
    .filter((text): text is string => text !== undefined)
    .sort(byNumberThenText);
  if (statuses.length > 40)
    return notAssessed(id, title, `the status columns hold ${statuses.length} values; roll rates are for at most 40`);
  const positions = new Map(statuses.map((status, position) => [status, position]));
  const rolled = rollRates(
    texts.map((month) => month.map((text) => (text === undefined ? -1 : (positions.get(text) ?? -1)))),
    statuses,
  );
  const worse = rolled.counts.reduce(
    (total, row, from) => total + row.reduce((sum, count, to) => sum + (to > from ? count : 0), 0),
    0,
  );
  return {
    id,
    title,
    status: 'assessed',
    light: 'none',
    finding: `${rolled.moves} moves between ${columns.length} months; ${((100 * worse) / Math.max(1, rolled.moves)).toFixed(1)} % to a later status${rolled.missing > 0 ? `; ${rolled.missing} left out because a status was missing` : ''}.`,
    blocks: [
      {
        kind: 'table',
        id: 'roll-rates',
        title: `From one month (rows) to the next (columns), ${columns.join(' → ')}`,
        method: 'roll-rates',
        columns: [
          { label: 'from' },
          { label: 'accounts', format: 'count' },
          ...statuses.map((label) => ({ label, format: 'share' as const })),
        ],
        rows: statuses.map((status, from) => [
          status,
          (rolled.counts[from] ?? []).reduce((sum, count) => sum + count, 0),
          ...(rolled.rates[from] ?? []).map((rate) => (Number.isNaN(rate) ? null : rate)),
        ]),
      },
    ],
  };
}

function statusTexts(column: Column): readonly (string | undefined)[] {
  if (isCodedColumn(column)) return Array.from(column.codes, (code) => column.levels[code]);
  return Array.from(column.values, (value) => (Number.isNaN(value) ? undefined : String(value)));
}

function byNumberThenText(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference) && difference !== 0) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}
