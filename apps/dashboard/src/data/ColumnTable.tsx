import { TextInput } from '@mantine/core';
import type { ColumnProfile, LeakFinding } from '@probity/contract';
import { memo, useDeferredValue, useMemo } from 'react';
import { formatNumber, formatPercent } from '../format/format-number.js';
import type { ColumnOrder } from './data-search.js';
import { Sparkline } from './Sparkline.js';

interface ColumnTableProps {
  readonly columns: readonly ColumnProfile[];
  readonly leaks: readonly LeakFinding[];
  readonly chosen: string | undefined;
  readonly order: ColumnOrder;
  readonly find: string;
  readonly onChoose: (column: string) => void;
  readonly onOrder: (order: ColumnOrder) => void;
  readonly onFind: (text: string) => void;
}

const heads: readonly (readonly [ColumnOrder, string])[] = [
  ['name', 'Column'],
  ['file', 'Shape'],
  ['missing', 'Missing'],
  ['distinct', 'Distinct'],
  ['iv', 'IV'],
  ['auc', 'AUC alone'],
];

/** All columns, to be searched and sorted; rows out of sight are not laid out, so hundreds stay fluid. */
export function ColumnTable({ columns, leaks, chosen, order, find, onChoose, onOrder, onFind }: ColumnTableProps) {
  const wanted = useDeferredValue(find.trim().toLowerCase());
  const leaky = useMemo(() => new Set(leaks.map(({ column }) => column)), [leaks]);
  const shown = useMemo(
    () =>
      sortColumns(
        columns.filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(wanted)),
        order,
      ),
    [columns, wanted, order],
  );
  return (
    <div className="column-table">
      <div className="column-table-bar">
        <TextInput
          aria-label="Find a column"
          placeholder="Find a column"
          value={find}
          onChange={(event) => onFind(event.currentTarget.value)}
        />
        <p className="muted" role="status">
          {shown.length === columns.length
            ? `${columns.length} columns`
            : `${shown.length} of ${columns.length} columns`}
        </p>
      </div>
      <div className="column-scroll">
        <table>
          <thead>
            <tr>
              {heads.map(([key, label]) => (
                <th
                  key={key}
                  scope="col"
                  aria-sort={
                    order === key && key !== 'file' ? (key === 'name' ? 'ascending' : 'descending') : undefined
                  }
                >
                  <button
                    type="button"
                    onClick={() => onOrder(key)}
                    title={key === 'file' ? 'In the order of the file' : `Sort by ${label}`}
                  >
                    {label}
                    {order === key && key !== 'file' && <span aria-hidden="true">{key === 'name' ? ' ↑' : ' ↓'}</span>}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((column) => (
              <Row
                key={column.name}
                column={column}
                isChosen={column.name === chosen}
                isLeaky={leaky.has(column.name)}
                onChoose={onChoose}
              />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className="muted column-none">No column is called that.</p>}
      </div>
    </div>
  );
}

interface RowProps {
  readonly column: ColumnProfile;
  readonly isChosen: boolean;
  readonly isLeaky: boolean;
  readonly onChoose: (column: string) => void;
}

const Row = memo(function Row({ column, isChosen, isLeaky, onChoose }: RowProps) {
  return (
    <tr data-chosen={isChosen || undefined} onClick={() => onChoose(column.name)}>
      <th scope="row">
        <button type="button" className="link-button" aria-pressed={isChosen} onClick={() => onChoose(column.name)}>
          {column.name}
        </button>
        <small>
          {column.kind}
          {column.role === 'feature' ? '' : `, ${column.role}`}
          {isLeaky && <b className="leak-mark"> leak</b>}
          {column.flags.map((flag) => ` · ${flag}`)}
        </small>
      </th>
      <td>
        <Sparkline column={column} />
      </td>
      <td className="number">{column.missing === 0 ? '–' : formatPercent(column.missingShare)}</td>
      <td className="number">{formatNumber(column.distinct)}</td>
      <td className="number">{column.informationValue === null ? '–' : column.informationValue.toFixed(3)}</td>
      <td className="number">{column.auc === null ? '–' : column.auc.toFixed(3)}</td>
    </tr>
  );
});

function sortColumns(columns: readonly ColumnProfile[], order: ColumnOrder): readonly ColumnProfile[] {
  if (order === 'file') return columns;
  const keys: Record<Exclude<ColumnOrder, 'file' | 'name'>, (column: ColumnProfile) => number> = {
    missing: ({ missingShare }) => missingShare,
    distinct: ({ distinct }) => distinct,
    iv: ({ informationValue }) => informationValue ?? -1,
    auc: ({ auc }) => auc ?? -1,
  };
  if (order === 'name') return [...columns].sort((one, other) => one.name.localeCompare(other.name, 'en'));
  return [...columns].sort((one, other) => keys[order](other) - keys[order](one));
}
