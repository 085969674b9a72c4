/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  /** One line of the result, for people. Silent with --json. */
  readonly print: (line?: string) => void;
  /** The one JSON object of --json. Silent without. */
  readonly printJson: (value: unknown) => void;
  /** What a person should know meanwhile; on stderr. */
  readonly note: (line: string) => void;
  /** Progress of long work, on stderr: a moving line on a terminal, a line for each tenth elsewhere. */
  readonly progress: (share: number, what: string) => void;
  readonly json: boolean;
}

const BAR_WIDTH = 24;

export function createTerminal(json: boolean, stdout = process.stdout, stderr = process.stderr): Terminal {
  let lastTenth = -1;
  let lineOpen = false;
  const closeLine = () => {
    if (lineOpen) stderr.write('\r\x1b[K');
    lineOpen = false;
  };
  return {
    json,
    print: (line = '') => {
      closeLine();
      if (!json) stdout.write(`${line}\n`);
    },
    printJson: (value) => {
      closeLine();
      if (json) stdout.write(`${JSON.stringify(value)}\n`);
    },
    note: (line) => {
      closeLine();
      stderr.write(`${line}\n`);
    },
    progress: (share, what) => {
      const bounded = Math.min(1, Math.max(0, share));
      if (stderr.isTTY) {
        const filled = Math.round(bounded * BAR_WIDTH);
        stderr.write(`\r\x1b[K${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${percent(bounded, 0)} ${what}`);
        lineOpen = true;
        return;
      }
      const tenth = Math.floor(bounded * 10);
      if (tenth !== lastTenth) stderr.write(`${percent(bounded, 0)} ${what}\n`);
      lastTenth = tenth;
    },
  };
}

export function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`;
}

/** Rows as aligned columns; the first row is the head. Numbers are set flush right. */
export function formatTable(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  const numeric = widths.map((_, index) => rows.slice(1).every((row) => /^[-+−]?[\d.,]*( %)?$/.test(row[index] ?? '')));
  return rows.map((row) =>
    `${indent}${row.map((cell, index) => (numeric[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0))).join('  ')}`.trimEnd(),
  );
}
