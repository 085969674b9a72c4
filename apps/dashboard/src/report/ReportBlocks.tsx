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

function Figures({ block }: { readonly block: FiguresBlock }) {
  return (
    <div>
      {block.title !== undefined && <h4>{block.title}</h4>}
      <dl className="report-figures">
        {block.figures.map((figure) => (
          <div key={figure.id}>
            <dt>{figure.label}</dt>
            <dd>
              {formatFigure(figure.value, figure.format)}
              <small>{detailOf(figure)}</small>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function detailOf({ interval, format, note }: Figure): string {
  const range =
    interval === undefined
      ? []
      : [`${formatFigure(interval.low, format)} to ${formatFigure(interval.high, format)} (${interval.kind})`];
  return [...range, ...(note === undefined ? [] : [note])].join('; ');
}

function Table({ block }: { readonly block: TableBlock }) {
  const isNumber = (format: string | undefined) => format !== undefined && format !== 'text';
  return (
    <figure className="report-table">
      <figcaption>{block.title}</figcaption>
      <div className="table-scroll">
        <table>
          <thead>
            <tr>
              {block.lights !== undefined && <th scope="col">Verdict</th>}
              {block.columns.map((column) => (
                <th key={column.label} scope="col" className={isNumber(column.format) ? 'number' : undefined}>
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
                    <td key={place} className={isNumber(format) ? 'number' : undefined}>
                      {formatFigure(cell, format)}
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
