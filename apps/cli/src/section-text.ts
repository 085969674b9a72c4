import type { FigureFormat, ReportBlock, ReportSection, TableCell } from '@probity/validation';
import { formatTable, percent } from './terminal.js';

/** A section of a report as a person reads it on a terminal; charts are for the page. */
export function describeSection(section: ReportSection): string[] {
  if (section.status === 'not assessed') return [`${section.title}: not assessed: ${section.reason}`];
  const gaps = section.gaps ?? [];
  return [
    `${section.title}: ${section.light === 'none' ? '' : `${section.light.toUpperCase()}. `}${section.finding}`,
    ...section.blocks.flatMap(describeBlock),
    ...(gaps.length === 0 ? [] : ['', 'Not assessed:', ...gaps.map(({ what, reason }) => `  ${what}: ${reason}`)]),
  ];
}

function describeBlock(block: ReportBlock): string[] {
  switch (block.kind) {
    case 'text':
      return ['', block.text];
    case 'figures':
      return block.figures.map(({ label, value, format, note }) => {
        const said = note === undefined ? '' : ` (${note})`;
        return `  ${label}: ${formatCell(value, format)}${said}`;
      });
    case 'table': {
      const head = block.columns.map(({ label }) => label);
      const rows = block.rows.map((row) => row.map((cell, index) => formatCell(cell, block.columns[index]?.format)));
      return [
        '',
        block.title,
        ...formatTable([head, ...rows]),
        ...(block.note === undefined ? [] : [`  ${block.note}`]),
      ];
    }
    default:
      return [];
  }
}

function formatCell(cell: TableCell, format: FigureFormat = 'number'): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  switch (format) {
    case 'share':
      return percent(cell);
    case 'count':
      return String(cell);
    case 'money':
      return cell.toFixed(2);
    case 'p-value':
      return cell < 0.001 ? '<0.001' : cell.toFixed(3);
    default:
      return cell.toFixed(3);
  }
}
