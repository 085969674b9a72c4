import { NativeSelect } from '@mantine/core';
import { type BankColumns, type BankMapping, columnNames, type StatedMapping } from '@probity/personal';
import type { FileOutcome } from './read-files.js';

interface MappingEditorProps {
  readonly outcome: Extract<FileOutcome, { readonly read: unknown }>;
  readonly onChange: (stated: StatedMapping) => void;
}

const titles: Readonly<Record<keyof BankColumns, string>> = {
  date: 'Date',
  amount: 'Amount',
  debit: 'Money out',
  credit: 'Money in',
  type: 'In or out',
  text: 'Description',
  balance: 'Balance',
  account: 'Account',
  currency: 'Currency',
  id: 'Bank’s id',
  category: 'Category',
};

const orders = [
  { value: 'ymd', label: 'year, month, day' },
  { value: 'dmy', label: 'day, month, year' },
  { value: 'mdy', label: 'month, day, year' },
];

/** How a delimited file was read, to be looked at and corrected; what is not touched stays guessed. */
export function MappingEditor({ outcome, onChange }: MappingEditorProps) {
  const { read, file } = outcome;
  const mapping = read.mapping as BankMapping;
  const header = read.header ?? [];
  const stated = file.mapping;
  const setColumn = (name: keyof BankColumns, column: string) => {
    const { [name]: _before, ...others } = { ...stated.columns };
    const columns = column === '' ? others : { ...others, [name]: name === 'text' ? [column] : column };
    onChange({ ...stated, columns });
  };
  const shown = columnNames.filter((name) => name !== 'id' && name !== 'currency');
  return (
    <details className="money-mapping">
      <summary>
        Columns: {mapping.columns.date} ·{' '}
        {mapping.columns.amount ??
          [mapping.columns.debit, mapping.columns.credit].filter((column) => column !== undefined).join(' / ')}{' '}
        · {mapping.columns.text.join(' + ')}
      </summary>
      <div className="money-mapping-grid">
        {shown.map((name) => {
          const value = mapping.columns[name];
          const column = typeof value === 'string' ? value : (value?.[0] ?? '');
          return (
            <NativeSelect
              key={name}
              size="xs"
              label={titles[name]}
              value={column}
              data={[{ value: '', label: 'guess' }, ...header]}
              onChange={(event) => setColumn(name, event.currentTarget.value)}
            />
          );
        })}
        <NativeSelect
          size="xs"
          label="Dates are"
          value={mapping.dates}
          data={orders}
          onChange={(event) => onChange({ ...stated, dates: event.currentTarget.value as BankMapping['dates'] })}
        />
        <NativeSelect
          size="xs"
          label="Decimal mark"
          value={mapping.decimal}
          data={[
            { value: '.', label: 'point' },
            { value: ',', label: 'comma' },
          ]}
          onChange={(event) => onChange({ ...stated, decimal: event.currentTarget.value as BankMapping['decimal'] })}
        />
        <NativeSelect
          size="xs"
          label="Without a sign"
          value={mapping.sign}
          data={[
            { value: 'in-positive', label: 'money comes in' },
            { value: 'out-positive', label: 'money goes out' },
          ]}
          onChange={(event) => onChange({ ...stated, sign: event.currentTarget.value as BankMapping['sign'] })}
        />
      </div>
      <p className="muted">
        On the command line: <code>--map {read.map}</code>
      </p>
    </details>
  );
}
