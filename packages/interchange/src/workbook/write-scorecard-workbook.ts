import type { ScorecardModel } from '@probity/learn';
import writeExcelFile, { type CellObject, type SheetData } from 'write-excel-file/universal';
import { describeCalibration } from '../card/card-calibration.js';
import { type Card, type CardVariable, readCard, type ScorecardExport } from '../card/read-card.js';
import { refuseUnprintable } from '../card/refuse-unprintable.js';
import { binFormula, type VariableCells } from './bin-formula.js';
import { columnLetters, fixedCell } from './cell-address.js';
import { probabilityFormula } from './probability-formula.js';
import { forgetZipTimes } from './zip-times.js';

/** What the workbook holds beside the card. */
export interface WorkbookExport extends ScorecardExport {
  /** Applicants for the sheet of many rows: one value per variable, null where not known. Default: 20 empty rows. */
  readonly rows?: readonly (readonly (number | string | boolean | null)[])[];
}

const EMPTY_ROWS = 20;
const INPUT = '#FFF4CC';
const HEAD = '#E8EEF4';
/** Rows of the sheet "Bins" before the first bin. */
const BINS_HEAD = 6;
/** Columns of the sheet "Bins". */
const BIN = 1;
const LABEL = 2;
const UP_TO = 4;
const POINTS = 9;
const LOG_ODDS = 10;

/**
 * Writes a scorecard as a workbook (xlsx): a sheet to score one applicant, one for many rows, one with all bins (counts,
 * bad rates, WOE, points), and instructions. Formulas find the bin, the points, the log-odds and the probability of bad.
 *
 * The formulas compare numbers to the last bit and texts with their case. Equal cards give equal bytes.
 *
 * @throws INVALID_ARGUMENT as `readCard`, and for a character in a name or level that XML cannot hold
 * @example const bytes = await writeScorecardWorkbook(model, { calibration: bundle.calibration });
 */
export async function writeScorecardWorkbook(model: ScorecardModel, options: WorkbookExport = {}): Promise<Uint8Array> {
  const card = readCard(model, options);
  for (const { name, levels } of card.variables)
    for (const text of [name, ...levels.map(({ level }) => level)]) refuseUnprintable(text);
  const cells = locate(card);
  const blob: { arrayBuffer(): Promise<ArrayBuffer> } = await writeExcelFile([
    {
      sheet: 'Score',
      data: scoreSheet(card, cells),
      columns: [{ width: 30 }, { width: 18 }, { width: 8 }, { width: 44 }, { width: 10 }, { width: 24 }],
    },
    {
      sheet: 'Rows',
      data: rowsSheet(card, cells, options.rows),
      columns: card.variables.map(() => ({ width: 16 })),
      stickyRowsCount: 1,
    },
    {
      sheet: 'Bins',
      data: binsSheet(card),
      columns: [{ width: 30 }, { width: 22 }, { width: 44 }, ...Array(8).fill({ width: 13 })],
      stickyRowsCount: BINS_HEAD,
    },
    {
      sheet: 'Levels',
      data: levelsSheet(card),
      columns: [{ width: 30 }, { width: 44 }, { width: 8 }],
      stickyRowsCount: 1,
    },
    { sheet: 'About', data: aboutSheet(card), columns: [{ width: 110 }] },
  ]).toBlob();
  const bytes = new Uint8Array(await blob.arrayBuffer());
  forgetZipTimes(bytes);
  return bytes;
}

/** Where each variable's bins begin on the sheet "Bins" (rows from 0), and its edges and levels. */
interface Located extends VariableCells {
  readonly firstRow: number;
}

function locate(card: Card): readonly Located[] {
  let row = BINS_HEAD;
  let level = 1;
  return card.variables.map(({ bins, intervals, levels }) => {
    const firstRow = row;
    const firstLevel = level;
    row += bins.length;
    level += levels.length;
    const lastLevel = Math.max(firstLevel, level - 1);
    return {
      firstRow,
      edges: intervals.slice(0, -1).map((_, index) => `Bins!${fixedCell(UP_TO, firstRow + index)}`),
      levels: levels.map((_, index) => `Levels!${fixedCell(1, firstLevel + index)}`),
      levelRange: `Levels!${fixedCell(1, firstLevel)}:${fixedCell(1, lastLevel)}`,
      levelBins: `Levels!${fixedCell(2, firstLevel)}:${fixedCell(2, lastLevel)}`,
    };
  });
}

function lookUp({ bins }: CardVariable, { firstRow }: Located, column: number, bin: string): string {
  const range = `Bins!${fixedCell(BIN, firstRow)}:${fixedCell(column, firstRow + bins.length - 1)}`;
  return `VLOOKUP(${bin},${range},${column - BIN + 1},FALSE)`;
}

function scoreSheet(card: Card, cells: readonly Located[]): SheetData {
  const first = 5;
  const last = first + card.variables.length - 1;
  const column = (letters: string) => card.variables.map((_, index) => `${letters}${first + index}`);
  const rows = card.variables.map((variable, index): SheetData[number] => {
    const row = first + index;
    const located = cells[index] as Located;
    return [
      text(variable.name),
      {
        value: null as never,
        backgroundColor: INPUT,
        borderColor: '#B8A25A',
        borderStyle: 'thin',
        align: 'right',
        ...(variable.columnKind === 'date' ? { format: 'yyyy-mm-dd' } : {}),
      },
      formula(binFormula(variable, `B${row}`, located)),
      formula(lookUp(variable, located, LABEL, `C${row}`)),
      formula(lookUp(variable, located, POINTS, `C${row}`)),
      formula(lookUp(variable, located, LOG_ODDS, `C${row}`)),
    ];
  });
  const margin = `F${last + 1}`;
  return [
    [bold(card.title)],
    [text('Type one applicant into the yellow cells; leave a cell empty where a value is not known.')],
    [],
    ['Variable', 'Value', 'Bin', 'Values of the bin', 'Points', 'Log-odds'].map(head),
    ...rows,
    [
      bold('Total'),
      null,
      null,
      null,
      bold(formula(sum(card.initialPoints, column('E')))),
      bold(formula(sum('Bins!$B$2', column('F')))),
    ],
    [
      bold('Probability of bad'),
      null,
      null,
      null,
      null,
      { ...formula(probabilityFormula(card.calibration, margin)), format: '0.0000%', fontWeight: 'bold' },
    ],
  ];
}

function rowsSheet(card: Card, cells: readonly Located[], given: WorkbookExport['rows']): SheetData {
  const count = card.variables.length;
  const rows = given ?? Array.from({ length: EMPTY_ROWS }, () => []);
  const heads = [
    ...card.variables.map(({ name }) => head(name)),
    ...['Points', 'Log-odds', 'Probability of bad'].map(head),
    ...card.variables.map(({ name }) => head(`Bin of ${name}`)),
  ];
  const letters = (position: number) => columnLetters(position);
  return [
    heads,
    ...rows.map((values, index): SheetData[number] => {
      const row = index + 2;
      const unlessEmpty = (inner: string) =>
        formula(
          count === 0 ? inner : `IF(${card.variables.map((_, at) => `${letters(at)}${row}`).join('&')}="","",${inner})`,
        );
      const binCell = (position: number) => `${letters(count + 3 + position)}${row}`;
      const looked = (column: number) =>
        card.variables.map((variable, at) => lookUp(variable, cells[at] as Located, column, binCell(at)));
      return [
        ...card.variables.map((_, at): CellObject => {
          const value = values[at];
          return value === null || value === undefined
            ? { value: null as never, backgroundColor: INPUT }
            : { ...(typeof value === 'string' ? text(value) : { value }), backgroundColor: INPUT };
        }),
        unlessEmpty(sum(card.initialPoints, looked(POINTS))),
        unlessEmpty(sum('Bins!$B$2', looked(LOG_ODDS))),
        unlessEmpty(probabilityFormula(card.calibration, `${letters(count + 1)}${row}`)),
        ...card.variables.map((variable, at) =>
          formula(binFormula(variable, `${letters(at)}${row}`, cells[at] as Located)),
        ),
      ];
    }),
  ];
}

function binsSheet({ variables, intercept, calibration, title }: Card): SheetData {
  const heads = [
    'Variable',
    'Bin',
    'Values',
    'Above',
    'Up to',
    'Goods',
    'Bads',
    'Bad rate',
    'WOE',
    'Points',
    'Log-odds',
  ];
  return [
    [bold(title)],
    [text('Intercept'), number(intercept)],
    ...calibrationRows(calibration),
    heads.map(head),
    ...variables.flatMap((variable) =>
      variable.bins.map(({ number: position, label, bin, part }): SheetData[number] => {
        const { range, goods, bads, woe, points } = bin;
        const rate = goods + bads > 0 ? bads / (goods + bads) : null;
        return [
          text(variable.name),
          number(position),
          text(label),
          range.kind === 'interval' && range.above !== undefined ? number(range.above) : null,
          range.kind === 'interval' && range.upTo !== undefined ? number(range.upTo) : null,
          number(goods),
          number(bads),
          rate === null ? null : { ...number(rate), format: '0.00%' },
          { ...number(woe), format: '0.0000' },
          number(points),
          { ...number(part), format: '0.0000' },
        ];
      }),
    ),
  ];
}

/** Three rows of the sheet "Bins", B3 to B5; of a broken line they hold its points across the columns. */
function calibrationRows(calibration: Card['calibration']): SheetData {
  switch (calibration.kind) {
    case 'isotonic':
      return [
        [text('Calibration: log-odds'), ...calibration.margins.map(number)],
        [text('Calibration: probability'), ...calibration.probabilities.map(number)],
        [],
      ];
    case 'beta':
      return [
        [text('Calibration: intercept'), number(calibration.intercept)],
        [text('Calibration: a'), number(calibration.a)],
        [text('Calibration: b'), number(calibration.b)],
      ];
    case 'line':
      return [
        [text('Calibration: intercept'), number(calibration.intercept)],
        [text('Calibration: slope'), number(calibration.slope)],
        [],
      ];
  }
}

function levelsSheet({ variables }: Card): SheetData {
  return [
    ['Variable', 'Level', 'Bin'].map(head),
    ...variables.flatMap(({ name, levels }) => levels.map(({ level, bin }) => [text(name), text(level), number(bin)])),
  ];
}

function aboutSheet({ calibration, title }: Card): SheetData {
  return [
    [bold(title)],
    ...[
      'Score: one applicant. Type into the yellow cells.',
      'Rows: many applicants, one a row. Paste values into the yellow columns and copy the formulas of a row down. A row without any value stays blank.',
      'Bins: every bin with its counts in training, weight of evidence (ln of the share of goods over the share of bads), points and log-odds. Formulas read their edges from here: do not sort this sheet or Levels.',
      'Levels: which bin each level of a category falls into. A level that is not listed counts as missing.',
      'Points: higher is safer. Log-odds: of bad, higher is riskier. An edge belongs to the bin below it.',
      `Probability of bad: from the log-odds by the calibration on Bins (${describeCalibration(calibration)}).`,
      'Special codes (such as -7 for "not asked") have bins of their own where the card gives them one.',
      'Text where a number belongs gives #N/A: correct the value.',
      'Spreadsheets keep 15 digits of a number that is typed in; an edge with more digits can be met exactly only by a pasted value.',
    ].map((line): SheetData[number] => [{ ...text(line), wrap: true }]),
  ];
}

/** From left to right, as the library adds. */
function sum(start: number | string, terms: readonly string[]): string {
  return [start, ...terms].join('+');
}

function text(value: string): CellObject {
  // The writer keeps texts as members of a plain object and would write the object's own "constructor" in its place.
  if (value in {}) return formula(`"${value}"`);
  return { value, type: String };
}

function number(value: number): CellObject {
  return { value: value === 0 ? 0 : value, type: Number };
}

function formula(value: string): CellObject {
  return { value: `=${value}`, type: 'Formula' };
}

function bold(cell: string | CellObject): CellObject {
  return { ...(typeof cell === 'string' ? text(cell) : cell), fontWeight: 'bold' };
}

function head(value: string): CellObject {
  return { ...text(value), fontWeight: 'bold', backgroundColor: HEAD };
}
