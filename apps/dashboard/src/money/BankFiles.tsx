import { Button } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { formatNumber } from '../format/format-number.js';
import { MappingEditor } from './MappingEditor.js';
import type { FileOutcome } from './read-files.js';
import type { Money } from './use-money.js';

/** Takes bank files and says of each how it was read. */
export function BankFiles({ money }: { readonly money: Money }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null) => {
    if (files !== null && files.length > 0) money.take([...files]);
  };
  return (
    <section className="card money-files" aria-label="Bank files">
      <button
        type="button"
        className="drop-zone"
        data-over={isOver || undefined}
        data-small={money.outcomes.length > 0 || undefined}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <IconUpload size={26} stroke={1.5} aria-hidden="true" />
        <strong>
          {money.isReading
            ? 'Reading…'
            : money.outcomes.length > 0
              ? 'Add more files'
              : 'Drop your bank’s files here, or choose them'}
        </strong>
        <span>
          CSV of any bank, OFX, QFX, QIF, CAMT.053 or MT940; several accounts and overlapping exports are fine.
        </span>
      </button>
      <input
        ref={input}
        type="file"
        multiple
        className="visually-hidden"
        tabIndex={-1}
        aria-label="Bank files"
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      {money.outcomes.length > 0 && (
        <ul className="money-file-list">
          {money.outcomes.map((outcome) => (
            <FileRow key={outcome.file.name} outcome={outcome} money={money} />
          ))}
        </ul>
      )}
    </section>
  );
}

function FileRow({ outcome, money }: { readonly outcome: FileOutcome; readonly money: Money }) {
  const { name } = outcome.file;
  const remove = (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      onClick={() => money.drop(name)}
      aria-label={`Remove ${name}`}
    >
      Remove
    </Button>
  );
  if ('error' in outcome) {
    return (
      <li className="money-file" data-refused>
        <div className="money-file-head">
          <strong>{name}</strong>
          {remove}
        </div>
        <p role="alert">
          {outcome.error.message}. {outcome.error.remedy} <code>{outcome.error.code}</code>
        </p>
      </li>
    );
  }
  const { format, rowsRead, accepted, known, rejected, notes, mapping } = outcome.read;
  return (
    <li className="money-file">
      <div className="money-file-head">
        <strong>{name}</strong>
        <span className="muted">
          {format.toUpperCase()}, {formatNumber(rowsRead)} rows: {formatNumber(accepted)} new
          {known > 0 ? `, ${formatNumber(known)} known already` : ''}
          {rejected.length > 0 ? `, ${formatNumber(rejected.length)} refused` : ''}
        </span>
        {remove}
      </div>
      {notes.map((note) => (
        <p key={note} className="money-note">
          {note}
        </p>
      ))}
      {mapping !== undefined && <MappingEditor outcome={outcome} onChange={(stated) => money.remap(name, stated)} />}
      {rejected.length > 0 && (
        <details>
          <summary>Refused rows</summary>
          <ul className="money-refused">
            {rejected.slice(0, 20).map(({ line, field, reason }) => (
              <li key={line}>
                line {line}, {field}: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
