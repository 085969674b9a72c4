import type { Figure, FiguresVerdict, ValidationReport, VerdictLight } from '@probity/validation';
import { formatTable, percent } from './terminal.js';

const WORDS: Readonly<Record<VerdictLight, string>> = { green: 'green', amber: 'AMBER', red: 'RED', none: '-' };
const HEADLINES = ['rocAuc', 'gini', 'ks', 'prAuc', 'hMeasure', 'brier'];

/** A validation report as a person reads it on a terminal: the verdict, the main figures, every section in a line. */
export function describeReport(report: ValidationReport): readonly string[] {
  const { model, data, verdict } = report;
  const name = model.name === undefined ? model.hash.slice(0, 12) : `${model.name}@${model.version ?? '?'}`;
  const where = data.basis === 'sample' ? 'an independent sample' : 'training rows out of fold';
  const figures = report.sections.flatMap((section) =>
    section.status === 'assessed' && section.id === 'discrimination'
      ? section.blocks.flatMap((block) => (block.kind === 'figures' ? block.figures : []))
      : [],
  );
  const main = figures.filter(({ id }) => HEADLINES.includes(id)).map(figureRow);
  const rows = report.sections.map((section) =>
    section.status === 'assessed'
      ? [WORDS[section.light], section.title, section.finding]
      : ['not assessed', section.title, section.reason],
  );
  return [
    `${name} on ${where}: ${data.rows} rows, ${data.bads} bad`,
    ...(main.length === 0 ? [] : formatTable([['figure', 'value', '95 % interval'], ...main])),
    '',
    ...formatTable([['verdict', 'section', 'finding'], ...rows]),
    '',
    `${WORDS[verdict.light]}: ${verdict.sentence}`,
  ];
}

function figureRow({ label, value, interval }: Figure): readonly string[] {
  return [
    label,
    typeof value === 'number' ? value.toFixed(4) : '',
    interval === undefined ? '' : `${interval.low.toFixed(4)} – ${interval.high.toFixed(4)}`,
  ];
}

/** Whether published figures can hold together, as a person reads it. */
export function describeFigures(verdict: FiguresVerdict): readonly string[] {
  const { possible, sentence, derived, example, checked } = verdict;
  const rows = derived.map(({ figure, stated, allowed }) => [
    figure,
    range(stated),
    allowed === undefined ? 'nothing: the others contradict one another' : range(allowed),
  ]);
  const shares = checked === 'shares';
  const show = (value: number) => (shares ? percent(value, 3) : String(value));
  return [
    `${possible ? 'possible' : 'IMPOSSIBLE'}: ${sentence}`,
    ...(rows.length === 0 ? [] : formatTable([['figure', 'stated, before rounding', 'by the others'], ...rows])),
    ...(example === undefined
      ? []
      : [
          `  for instance: true positives ${show(example.truePositives)}, false positives ${show(example.falsePositives)}, true negatives ${show(example.trueNegatives)}, false negatives ${show(example.falseNegatives)}`,
        ]),
    ...verdict.notes.map((note) => `  ${note}`),
  ];
}

function range([low, high]: readonly [number, number]): string {
  return `${percent(low, 3)} to ${percent(high, 3)}`;
}
