import type {
  AssessedSection,
  Figure,
  ReportBlock,
  ReportSection,
  TableBlock,
  VerdictLight,
} from '../report/report-section.js';
import type { ValidationReport } from '../report/validation-report.js';
import { escapeHtml, formatCell } from './format-cell.js';
import { renderChart } from './render-chart.js';
import { reportStyle } from './report-style.js';

export interface RenderSettings {
  /** Where the pages of docs/methods are, for the links of figures; default the project's own documentation folder. */
  readonly methodsUrl?: string;
}

/** Words beside the colours, so that nobody needs to see them. */
const LIGHT_WORDS: Readonly<Record<VerdictLight, string>> = {
  green: '● green',
  amber: '▲ amber',
  red: '■ red',
  none: '○ for reading',
};

/**
 * A validation report as one HTML page: no script, no other file, charts drawn in it, for screen, dark screen and paper.
 *
 * @returns the same bytes for the same report. Everything that comes from data is escaped.
 * @example await writeFile('validation.html', renderValidationReport(report))
 */
export function renderValidationReport(report: ValidationReport, settings: RenderSettings = {}): string {
  const methods = settings.methodsUrl ?? 'docs/methods';
  const { model, verdict } = report;
  const name = model.name === undefined ? `model ${model.hash.slice(0, 12)}` : `${model.name}@${model.version ?? '?'}`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>Validation of ${escapeHtml(name)}</title><style>${reportStyle}</style></head><body>`,
    `<header><p class="soft">Validation report</p><h1>${escapeHtml(name)}</h1>`,
    `<p class="soft">Model <code>${escapeHtml(model.hash)}</code>, ${escapeHtml(model.learner)}, trained on dataset <code>${escapeHtml(model.trainedOn)}</code>. Probity ${escapeHtml(report.libraryVersion)}, seed ${report.seed}.</p></header>`,
    `<p class="verdict ${verdict.light}">${LIGHT_WORDS[verdict.light]} <span>${escapeHtml(verdict.sentence)}</span></p>`,
    summaryOf(report.sections),
    `<nav aria-label="Contents"><h2 id="contents">Contents</h2><ol>${report.sections.map(({ id, title }) => `<li><a href="#${escapeHtml(id)}">${escapeHtml(title)}</a></li>`).join('')}</ol></nav>`,
    `<main>${report.sections.map((section) => renderSection(section, methods)).join('\n')}</main>`,
    `<footer><h2 id="settings">Settings</h2><p class="note"><code>${escapeHtml(JSON.stringify(report.settings))}</code></p></footer>`,
    '</body></html>\n',
  ].join('\n');
}

function summaryOf(sections: readonly ReportSection[]): string {
  const rows = sections.map((section) => {
    const words = section.status === 'assessed' ? section.finding : `Not assessed: ${section.reason}.`;
    return `<tr><td class="text">${badge(section)}</td><td class="text"><a href="#${escapeHtml(section.id)}">${escapeHtml(section.title)}</a></td><td class="text">${escapeHtml(words)}</td></tr>`;
  });
  return `<section aria-label="Summary"><div class="wide"><table class="summary"><thead><tr><th class="text">verdict</th><th class="text">part</th><th class="text">finding</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`;
}

function badge(section: ReportSection): string {
  if (section.status === 'not assessed') return '<span class="light gap">not assessed</span>';
  return `<span class="light ${section.light}">${LIGHT_WORDS[section.light]}</span>`;
}

function renderSection(section: ReportSection, methods: string): string {
  const head = `<section><h2 id="${escapeHtml(section.id)}">${escapeHtml(section.title)} ${badge(section)}</h2>`;
  if (section.status === 'not assessed') {
    return `${head}<p><strong>Not assessed:</strong> ${escapeHtml(section.reason)}.</p></section>`;
  }
  return `${head}<p>${escapeHtml(section.finding)}</p>${gapsOf(section)}${section.blocks.map((block) => renderBlock(block, methods)).join('')}</section>`;
}

function gapsOf({ gaps = [] }: AssessedSection): string {
  return gaps
    .map(({ what, reason }) => `<p><strong>Not assessed:</strong> ${escapeHtml(what)}: ${escapeHtml(reason)}.</p>`)
    .join('');
}

function renderBlock(block: ReportBlock, methods: string): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'figures': {
      const title = block.title === undefined ? '' : `<h3>${escapeHtml(block.title)}</h3>`;
      return `${title}<dl class="figures">${block.figures.map((item) => renderFigure(item, methods)).join('')}</dl>`;
    }
    case 'table':
      return renderTable(block, methods);
    case 'chart':
      return `<h3>${escapeHtml(block.title)}${methodLink(block.method, methods)}</h3><div class="chart">${renderChart(block)}</div>${noteOf(block.note)}`;
  }
}

function renderFigure(item: Figure, methods: string): string {
  const { value, format, interval, note } = item;
  const text = formatCell(value, format);
  const ends =
    interval === undefined
      ? ''
      : `<small>${formatCell(interval.low, format)} to ${formatCell(interval.high, format)} (${escapeHtml(interval.kind)})</small>`;
  const words = note === undefined ? '' : `<small>${escapeHtml(note)}</small>`;
  const size = text.length > 24 ? ' class="long"' : '';
  return `<div class="figure"><dt>${escapeHtml(item.label)}${methodLink(item.method, methods)}</dt><dd${size}>${escapeHtml(value === null ? 'not available' : text)}${ends}${words}</dd></div>`;
}

function renderTable(block: TableBlock, methods: string): string {
  const { columns, rows, lights } = block;
  const isText = columns.map((_, index) => rows.some((row) => typeof row[index] === 'string'));
  const cell = (tag: 'th' | 'td', index: number, text: string) =>
    `<${tag}${isText[index] === true ? ' class="text"' : ''}>${escapeHtml(text)}</${tag}>`;
  const head = columns.map(({ label }, index) => cell('th', index, label)).join('');
  const body = rows.map((row, position) => {
    const light = lights?.[position];
    const cells = row.map((value, index) => cell('td', index, formatCell(value, columns[index]?.format))).join('');
    return `<tr>${cells}${lights === undefined ? '' : `<td class="text">${light === undefined || light === 'none' ? '' : `<span class="light ${light}">${LIGHT_WORDS[light]}</span>`}</td>`}</tr>`;
  });
  return `<h3>${escapeHtml(block.title)}${methodLink(block.method, methods)}</h3><div class="wide"><table><thead><tr>${head}${lights === undefined ? '' : '<th></th>'}</tr></thead><tbody>${body.join('')}</tbody></table></div>${noteOf(block.note)}`;
}

function noteOf(note: string | undefined): string {
  return note === undefined ? '' : `<p class="note">${escapeHtml(note)}</p>`;
}

function methodLink(method: string | undefined, methods: string): string {
  if (method === undefined) return '';
  const target = method.includes('#') ? method : `validation.md#${method}`;
  return ` <a href="${escapeHtml(`${methods}/${target}`)}" title="formula and source">ƒ</a>`;
}
