import { readFileSync } from 'node:fs';
import type { ImportOptions } from '../../src/import/foreign-model.js';

/** A model as a library saved it, rows, and what the library said of them. */
export interface GoldenCase {
  readonly name: string;
  readonly text?: string;
  readonly base64?: string;
  readonly options?: ImportOptions;
  /** null = missing. */
  readonly rows: readonly (readonly (number | null)[])[];
  /** Bits: of singles (8 digits, XGBoost) or doubles (16 digits, LightGBM). */
  readonly margins: readonly string[];
  /** Of the first rows. */
  readonly probabilities: readonly number[];
  /** Of the first rows: one per feature, then the baseline. */
  readonly contributions: readonly (readonly number[])[];
}

export interface GoldenFile {
  readonly library: 'xgboost' | 'lightgbm';
  readonly version: string;
  readonly cases: readonly GoldenCase[];
  readonly refused: readonly { readonly name: string; readonly text: string }[];
}

export function readGolden(name: string): GoldenFile {
  return JSON.parse(readFileSync(new URL(`../golden/import/${name}.json`, import.meta.url), 'utf8')) as GoldenFile;
}

export const goldenFiles: readonly string[] = [
  'xgboost-1.7.6',
  'xgboost-2.1.4',
  'xgboost-3.0.5',
  'xgboost-3.2.0',
  'lightgbm-3.3.5',
  'lightgbm-4.6.0',
  'lightgbm-4.7.0',
];

export function bytesOf({ text, base64 }: Pick<GoldenCase, 'text' | 'base64'>): Uint8Array {
  return text === undefined ? new Uint8Array(Buffer.from(base64 ?? '', 'base64')) : new TextEncoder().encode(text);
}

export function rowsOf({ rows }: GoldenCase): readonly Float64Array[] {
  return rows.map((row) => Float64Array.from(row, (value) => value ?? Number.NaN));
}

/** The number that the bits of a single or a double stand for. */
export function numberOf(bits: string): number {
  const view = new DataView(new ArrayBuffer(8));
  if (bits.length === 8) {
    view.setUint32(0, Number.parseInt(bits, 16));
    return view.getFloat32(0);
  }
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}
