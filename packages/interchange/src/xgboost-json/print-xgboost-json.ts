import type { Model } from '@probity/learn';
import { type XgboostValue, xgboostDocument } from './xgboost-document.js';

/**
 * Writes a model of trees as an XGBoost JSON file, for `Booster.load_model` of XGBoost 1.7 and newer.
 *
 * Every split decides alike for every 32-bit float: `value <= t` becomes `value < c`, c the smallest 32-bit float above t.
 * Leaves are rounded to 32-bit floats and added up in them, as XGBoost does. `predict(…, output_margin=True)` is therefore
 * the library's margin within about 1e-7 × trees × size of the leaves, and bit for bit where the model came from XGBoost.
 * `predict` gives the probability before calibration, which the file cannot hold.
 *
 * @param model of boosting, a forest, a decision tree or imported trees
 * @returns UTF-8 bytes; equal models give equal bytes
 * @throws NOT_EXPORTABLE for any other model, and for LightGBM's that take zeros as missing
 * Cost: about 90 bytes per node.
 * Source: XGBoost's model.schema and src/tree/tree_model.cc; checked with XGBoost 1.7, 2.1 and 3.2 in test/golden/xgboost-json.
 * @example const booster = printXgboostJson(bundle.model);
 */
export function printXgboostJson(model: Model): Uint8Array {
  const pieces: string[] = [];
  printValue(xgboostDocument(model), pieces);
  return new TextEncoder().encode(pieces.join(''));
}

function printValue(value: XgboostValue, pieces: string[]): void {
  if (typeof value === 'string') pieces.push(JSON.stringify(value));
  else if (typeof value === 'number') pieces.push(`${value}`);
  else if (value instanceof Float32Array) pieces.push('[', Array.from(value, printSingle).join(','), ']');
  else if (ArrayBuffer.isView(value)) pieces.push('[', value.join(','), ']');
  else if (Array.isArray(value)) {
    pieces.push('[');
    for (const [index, entry] of value.entries()) {
      if (index > 0) pieces.push(',');
      printValue(entry, pieces);
    }
    pieces.push(']');
  } else {
    pieces.push('{');
    for (const [index, [key, entry]] of Object.entries(value as { readonly [key: string]: XgboostValue }).entries()) {
      if (index > 0) pieces.push(',');
      pieces.push(JSON.stringify(key), ':');
      printValue(entry, pieces);
    }
    pieces.push('}');
  }
}

/**
 * The fewest digits that read back as the same 32-bit float, always with an exponent: XGBoost's reader takes nine digits at
 * most, and a number without exponent or point for a whole one.
 */
function printSingle(value: number): string {
  for (let digits = 0; digits < 8; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return tidy(text);
  }
  return tidy(value.toExponential(8));
}

function tidy(text: string): string {
  return text.replace('e+', 'E').replace('e', 'E');
}
