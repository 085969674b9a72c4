/** A traffic light: what a reader should make of a section. `none` where nothing can be judged. */
export type VerdictLight = 'green' | 'amber' | 'red' | 'none';

/** How a number is to be written. `share` prints 0.123 as 12.3 %. */
export type FigureFormat = 'number' | 'share' | 'count' | 'money' | 'p-value' | 'text';

/** One measured number. A value of `null` was not to be had, and `note` says why. */
export interface Figure {
  /** Stable name for programs, e.g. "rocAuc". */
  readonly id: string;
  readonly label: string;
  readonly value: number | string | null;
  readonly format?: FigureFormat;
  /** Low and high end, with what kind it is, e.g. "95 %, DeLong". */
  readonly interval?: { readonly low: number; readonly high: number; readonly kind: string };
  readonly note?: string;
  /** Anchor in docs/methods/validation.md (or `page.md#anchor` of another page there) that gives the formula. */
  readonly method?: string;
}

export interface FiguresBlock {
  readonly kind: 'figures';
  readonly title?: string;
  readonly figures: readonly Figure[];
}

export interface TableColumn {
  readonly label: string;
  readonly format?: FigureFormat;
}

export type TableCell = number | string | null;

export interface TableBlock {
  readonly kind: 'table';
  readonly id: string;
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
  /** A light per row, where rows are judged. */
  readonly lights?: readonly VerdictLight[];
  readonly note?: string;
  readonly method?: string;
}

/** One line or set of points of a chart; x and y have equal lengths. */
export interface ChartSeries {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Ends of an interval around each y. */
  readonly low?: readonly number[];
  readonly high?: readonly number[];
  /** Default `line`; `reference` is drawn thin and dashed. */
  readonly draw?: 'line' | 'points' | 'steps' | 'reference';
}

export interface ChartAxis {
  readonly label: string;
  readonly format?: FigureFormat;
  /** Words for whole-number positions 0, 1, 2, …, e.g. months. */
  readonly ticks?: readonly string[];
}

export interface ChartBlock {
  readonly kind: 'chart';
  readonly id: string;
  readonly title: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly ChartSeries[];
  /** Vertical lines with their words, e.g. cut-offs. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  readonly note?: string;
  readonly method?: string;
}

export interface TextBlock {
  readonly kind: 'text';
  readonly text: string;
}

export type ReportBlock = FiguresBlock | TableBlock | ChartBlock | TextBlock;

/** A part of the report that was assessed. */
export interface AssessedSection {
  readonly id: string;
  readonly title: string;
  readonly status: 'assessed';
  readonly light: VerdictLight;
  /** One sentence for the summary: what was found. */
  readonly finding: string;
  readonly blocks: readonly ReportBlock[];
  /** Parts of this section that could not be assessed. */
  readonly gaps?: readonly { readonly what: string; readonly reason: string }[];
}

/** A part of the report that was not assessed, and why. It is printed as such. */
export interface UnassessedSection {
  readonly id: string;
  readonly title: string;
  readonly status: 'not assessed';
  readonly reason: string;
}

export type ReportSection = AssessedSection | UnassessedSection;

/** A section that says why it is empty. */
export function notAssessed(id: string, title: string, reason: string): UnassessedSection {
  return { id, title, status: 'not assessed', reason };
}

/** A figure of a number that may not be one: NaN and infinities become `null` with the reason. */
export function figure(
  id: string,
  label: string,
  value: number,
  more: Omit<Figure, 'id' | 'label' | 'value'> = {},
): Figure {
  if (Number.isFinite(value)) return { id, label, value, ...more };
  const { interval: _interval, ...rest } = more;
  return { id, label, value: null, note: 'not defined on these rows', ...rest };
}
