import { Button, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { companyRatios, type StatementItem, statementItemNames, statementItems } from '@probity/features';
import { DelimitedParser } from '@probity/personal';
import { companyRatioColumns, type ReadBundle } from '@probity/scoring';
import { useMemo, useState } from 'react';
import { DropZone } from '../batch/DropZone.js';
import {
  type CompanyDraft,
  type CompanyFileRows,
  companiesOf,
  type EntryMode,
  emptyDraft,
  exampleDraft,
  oddFields,
} from './company-draft.js';

interface CompanyEntryProps {
  readonly bundle: ReadBundle;
  readonly draft: CompanyDraft;
  readonly mode: EntryMode;
  readonly onDraft: (draft: CompanyDraft) => void;
  readonly onMode: (mode: EntryMode) => void;
}

/** Items of the year before that some ratio or score asks for. */
const beforeItems: readonly StatementItem[] = ['sales', 'totalAssets', 'netProfit', 'profitBeforeTax'];

/** Fields for statements or ratios, or a file with many companies to pick one from. */
export function CompanyEntry({ bundle, draft, mode, onDraft, onMode }: CompanyEntryProps) {
  const [file, setFile] = useState<CompanyFileRows>();
  const [picked, setPicked] = useState(0);
  const [trouble, setTrouble] = useState<string>();
  const features = useMemo(() => new Set(bundle.model.features.map(({ name }) => name)), [bundle]);
  const columns = companyRatioColumns(bundle) ?? {};
  const asked = companyRatios.filter(({ name }) => features.has(columns[name] ?? name));
  const others = [...features].filter((name) => !asked.some((ratio) => (columns[ratio.name] ?? ratio.name) === name));
  const odd = {
    statement: new Set(oddFields(draft.statement)),
    before: new Set(oddFields(draft.before)),
    ratios: new Set(oddFields(draft.ratios)),
  };

  const take = async (dropped: File) => {
    const parser = new DelimitedParser();
    const rows = [...parser.push(await dropped.text()), ...parser.finish()];
    const read = companiesOf(dropped.name, rows, features);
    setFile(read);
    setPicked(0);
    setTrouble(read.rows.length === 0 ? 'The file has no rows below its header.' : undefined);
    if (read.rows[0] !== undefined) onDraft(read.rows[0].draft);
  };
  const pick = (row: number) => {
    setPicked(row);
    const found = file?.rows[row];
    if (found !== undefined) onDraft(found.draft);
  };

  return (
    <section className="card company-entry" aria-label="Company">
      <div className="company-entry-head">
        <SegmentedControl
          withItemsBorders={false}
          aria-label="What is entered"
          value={mode}
          onChange={(value) => onMode(value as EntryMode)}
          data={[
            { value: 'statements', label: 'Statements' },
            { value: 'ratios', label: 'Ratios' },
            { value: 'file', label: 'From a file' },
          ]}
        />
        <Button variant="subtle" onClick={() => onDraft(mode === 'statements' ? exampleDraft : emptyDraft)}>
          {mode === 'statements' ? 'Example' : 'Clear'}
        </Button>
      </div>
      {mode === 'statements' && (
        <>
          <p className="muted">One unit of one currency throughout, e.g. thousands. Leave out what is not known.</p>
          <div className="company-fields">
            {statementItemNames.map((item) => (
              <Amount
                key={item}
                label={statementItems[item]}
                value={draft.statement[item] ?? ''}
                odd={odd.statement.has(item)}
                onChange={(text) => onDraft({ ...draft, statement: { ...draft.statement, [item]: text } })}
              />
            ))}
          </div>
          <h3>The year before</h3>
          <div className="company-fields">
            {beforeItems.map((item) => (
              <Amount
                key={item}
                label={`${statementItems[item]}, year before`}
                value={draft.before[item] ?? ''}
                odd={odd.before.has(item)}
                onChange={(text) => onDraft({ ...draft, before: { ...draft.before, [item]: text } })}
              />
            ))}
          </div>
        </>
      )}
      {mode === 'ratios' && (
        <>
          <Paste onPaste={(ratios) => onDraft({ ...draft, ratios })} columns={columns} features={features} />
          <div className="company-fields">
            {[
              ...asked.map(({ name, title }) => ({ name, title })),
              ...others.map((name) => ({ name, title: name })),
            ].map(({ name, title }) => (
              <Amount
                key={name}
                label={title}
                value={draft.ratios[name] ?? ''}
                odd={odd.ratios.has(name)}
                onChange={(text) => onDraft({ ...draft, ratios: { ...draft.ratios, [name]: text } })}
              />
            ))}
          </div>
        </>
      )}
      {mode === 'file' && (
        <>
          <DropZone file={undefined} lines={undefined} disabled={false} onFile={(dropped) => void take(dropped)} />
          {trouble !== undefined && <p role="alert">{trouble}</p>}
          {file !== undefined && file.rows.length > 0 && (
            <>
              <p className="muted">
                {file.name}: {file.found}.
              </p>
              <NativeSelect
                label={`Company (${file.rows.length} rows)`}
                value={String(picked)}
                onChange={(event) => pick(Number(event.currentTarget.value))}
                data={file.rows.map(({ label }, index) => ({ value: String(index), label }))}
              />
            </>
          )}
        </>
      )}
    </section>
  );
}

interface AmountProps {
  readonly label: string;
  readonly value: string;
  readonly odd: boolean;
  readonly onChange: (text: string) => void;
}

function Amount({ label, value, odd, onChange }: AmountProps) {
  return (
    <TextInput
      label={label}
      value={value}
      inputMode="decimal"
      error={odd ? 'not a number' : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface PasteProps {
  readonly columns: Readonly<Record<string, string>>;
  readonly features: ReadonlySet<string>;
  readonly onPaste: (ratios: Readonly<Record<string, string>>) => void;
}

/** Two lines of a spreadsheet, names over values, or lines of "name value". */
function Paste({ columns, features, onPaste }: PasteProps) {
  const names = new Map(Object.entries(columns).map(([name, column]) => [column, name]));
  return (
    <Textarea
      label="Paste"
      description="Lines of a name and a value, or two lines: names over values"
      rows={2}
      onChange={(event) => {
        const lines = event.currentTarget.value
          .trim()
          .split(/\r?\n/)
          .map((line) => line.split(/[\t;]|,(?=\s*[-A-Za-z])|,(?=\S)|\s*[:=]\s*|\s+/).filter((cell) => cell !== ''));
        const [first = [], second = []] = lines;
        const pairs =
          lines.length === 2 && first.length > 2
            ? first.map((name, index) => [name, second[index] ?? ''] as const)
            : lines.flatMap(([name = '', value = '']) => (name === '' ? [] : [[name, value] as const]));
        const found = pairs.flatMap(([name, value]) => {
          const known = names.get(name) ?? name;
          return features.has(columns[known] ?? known) ? [[known, value]] : [];
        });
        if (found.length > 0) onPaste(Object.fromEntries(found) as Record<string, string>);
      }}
    />
  );
}
