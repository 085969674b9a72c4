import { IconFileSpreadsheet, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { formatNumber } from '../format/format-number.js';

interface DropZoneProps {
  readonly file: File | undefined;
  readonly lines: number | undefined;
  readonly disabled: boolean;
  readonly onFile: (file: File) => void;
}

/** Takes a file by drop or by choosing; a button to the keyboard. */
export function DropZone({ file, lines, disabled, onFile }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const first = files?.[0];
    if (first !== undefined && !disabled) onFile(first);
  };
  return (
    <>
      <button
        type="button"
        className="drop-zone"
        data-over={isOver || undefined}
        disabled={disabled}
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
        {file === undefined ? (
          <>
            <IconUpload size={28} stroke={1.5} aria-hidden="true" />
            <strong>Drop a CSV here, or choose one</strong>
            <span>A header and the columns of the model, in any order; UTF-8, up to 1 GB.</span>
          </>
        ) : (
          <>
            <IconFileSpreadsheet size={28} stroke={1.5} aria-hidden="true" />
            <strong>{file.name}</strong>
            <span>
              {sizeOf(file.size)}
              {lines === undefined ? '' : `, ${formatNumber(lines)} ${lines === 1 ? 'row' : 'rows'}`} · choose another
            </span>
          </>
        )}
      </button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv,text/plain"
        className="visually-hidden"
        tabIndex={-1}
        aria-label="CSV file"
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
