import { Button } from '@mantine/core';
import type { VariableEdit } from '@probity/learn';
import { formatNumber, formatPercent, formatSigned } from '../format/format-number.js';
import { binWords } from './bin-words.js';
import { mergeWithNext, splitBin } from './edit-bins.js';
import type { ShownVariable } from './shown-variable.js';

interface BinTableProps {
  readonly variable: ShownVariable;
  readonly labelOf: (level: string) => string;
  readonly onChange: (edit: VariableEdit) => void;
}

/** Every bin with its counts, bad rate, weight of evidence and points; bins can be merged and split here. */
export function BinTable({ variable, labelOf, onChange }: BinTableProps) {
  const { bins, feature } = variable;
  const ordinary = bins.filter(({ range }) => range.kind === 'interval' || range.kind === 'levels').length;
  return (
    <div className="bin-table-scroll">
      <table className="bin-table">
        <caption className="visually-hidden">Bins of {variable.label}</caption>
        <thead>
          <tr>
            <th scope="col">Values</th>
            <th scope="col">Good</th>
            <th scope="col">Bad</th>
            <th scope="col">Bad rate</th>
            <th scope="col">WOE</th>
            <th scope="col">Points</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {bins.map((bin, index) => {
            const split = index < ordinary ? splitBin(variable, index) : undefined;
            const words = binWords(bin.range, feature, labelOf);
            return (
              <tr key={JSON.stringify(bin.range)}>
                <th scope="row">{words}</th>
                <td className="number">{formatNumber(bin.goods)}</td>
                <td className="number">{formatNumber(bin.bads)}</td>
                <td className="number">
                  {bin.goods + bin.bads === 0 ? 'no rows' : formatPercent(bin.bads / (bin.goods + bin.bads))}
                </td>
                <td className="number">{formatSigned(bin.woe, 3)}</td>
                <td className="number bin-table-points">
                  {bin.points === undefined ? '–' : formatNumber(Math.round(bin.points * 100) / 100)}
                </td>
                <td className="bin-actions">
                  {split !== undefined && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      aria-label={`Split ${words}`}
                      onClick={() => onChange(split)}
                    >
                      Split
                    </Button>
                  )}
                  {index + 1 < ordinary && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      aria-label={`Merge ${words} with the next bin`}
                      onClick={() => onChange(mergeWithNext(variable, index))}
                    >
                      Merge ↓
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
