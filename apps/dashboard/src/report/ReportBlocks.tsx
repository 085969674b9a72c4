import './report.css';
import type { Figure, FiguresBlock, ReportBlock, TableBlock } from '@probity/validation';
import { LineChart } from '../charts/LineChart.js';
import { formatFigure } from '../format/format-figure.js';
import { VerdictMark } from './VerdictMark.js';

/** The parts of a report's section, in their order. */
export function ReportBlocks({ blocks }: { readonly blocks: readonly ReportBlock[] }) {
  return (
    <div className="report-blocks">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes
        <Block key={index} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: ReportBlock }) {
  switch (block.kind) {
    case 'figures':
      return <Figures block={block} />;
    case 'table':
      return <Table block={block} />;
    case 'chart':
      return (
        <div className="report-chart">
          <LineChart
            title={block.title}
            x={block.x}
            y={block.y}
            series={block.series}
            {...(block.marks === undefined ? {} : { marks: block.marks })}
          />
          {block.note !== undefined && <p className="muted">{block.note}</p>}
        </div>
      );
    case 'text':
      return <p className="report-text">{block.text}</p>;
  }
}

/** Decimals that every number of a column is shown with, so that points stand below each other; none for large ones. */
function digitsOf(cells: readonly (number | string | null | undefined)[]): number | undefined {
  const numbers = cells.filter((cell) => typeof cell === 'number');
  if (numbers.length === 0 || numbers.some((cell) => Math.abs(cell) >= 10)) return undefined;
  return Math.min(
    4,
    Math.max(...numbers.map((cell) => (String(Number(cell.toPrecision(4))).split('.')[1] ?? '').length)),
  );
}

function formatFixed(value: number, digits: number): string {
  return value.toFixed(digits).replace('-', '−');
}

function Figures({ block }: { readonly block: FiguresBlock }) {
  return (
    <div>
      {block.title !== undefined && <h4>{block.title}</h4>}
      <dl className="report-figures">
        {block.figures.map((figure) => (
          <div key={figure.id} data-text={textSize(figure.value)}>
            <dt>{figure.label}</dt>
            <dd>
              {typeof figure.value === 'string' && isHash(figure.value) ? (
                <code title={figure.value}>{figure.value.slice(0, 12)}</code>
              ) : (
                formatFigure(figure.value, figure.format)
              )}
              <small>{detailOf(figure)}</small>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Words are set smaller than figures; a sentence gets a line of its own. */
function textSize(value: Figure['value']): 'words' | 'sentence' | undefined {
  if (typeof value !== 'string' || isHash(value)) return undefined;
  return value.length > 40 ? 'sentence' : 'words';
}

function isHash(value: string): boolean {
  return /^[0-9a-f]{64}$/.test(value);
}

function detailOf({ interval, format, note }: Figure): string {
  const range =
    interval === undefined
      ? []
      : [`${formatFigure(interval.low, format)} to ${formatFigure(interval.high, format)} (${interval.kind})`];
  return [...range, ...(note === undefined ? [] : [note])].join('; ');
}

function Table({ block }: { readonly block: TableBlock }) {
  const places = block.columns.map((_, place) => place);
  const isNumber = places.map((place) => block.rows.some((row) => typeof row[place] === 'number'));
  const digits = places.map((place) => digitsOf(block.rows.map((row) => row[place])));
  return (
    <figure className="report-table">
      <figcaption>{block.title}</figcaption>
      <div className="table-scroll">
        <table>
          <thead>
            <tr>
              {block.lights !== undefined && <th scope="col">Verdict</th>}
              {block.columns.map((column, place) => (
                <th key={column.label} scope="col" className={isNumber[place] === true ? 'number' : undefined}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes
              <tr key={index}>
                {block.lights !== undefined && (
                  <td>
                    <VerdictMark light={block.lights[index] ?? 'none'} />
                  </td>
                )}
                {row.map((cell, place) => {
                  const format = block.columns[place]?.format;
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: cells stand in their columns
                    <td key={place} className={isNumber[place] === true ? 'number' : undefined}>
                      {format === undefined && typeof cell === 'number' && digits[place] !== undefined
                        ? formatFixed(cell, digits[place])
                        : formatFigure(cell, format)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {block.note !== undefined && <p className="muted">{block.note}</p>}
    </figure>
  );
}
