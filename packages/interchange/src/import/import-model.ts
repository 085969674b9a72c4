import type { ImportedModel, ImportOptions } from './foreign-model.js';
import { importLightgbm } from './import-lightgbm.js';
import { importXgboost } from './import-xgboost.js';
import { damagedModelFile } from './model-file-error.js';

/**
 * A model of another library, from the bytes of its file: XGBoost JSON or UBJSON, or LightGBM text, told by how they begin.
 *
 * Raw scores equal the library's bit for bit; docs/methods/model-import.md says how that is proved and what is refused.
 *
 * @throws MODEL_FILE_INVALID, MODEL_FILE_UNSUPPORTED, INVALID_ARGUMENT, as `importXgboost` and `importLightgbm`
 * Cost: O(bytes).
 * @example importModel(new Uint8Array(await readFile('model.ubj'))).facts.trees // 100
 */
export function importModel(bytes: Uint8Array, options: ImportOptions = {}): ImportedModel {
  const start = String.fromCharCode(...bytes.subarray(0, 8));
  if (start.trimStart().startsWith('{')) return importXgboost(bytes, options);
  if (/^tree\r?\n/.test(start)) return importLightgbm(decode(bytes), options);
  const what = 'be XGBoost JSON or UBJSON, or LightGBM text';
  throw damagedModelFile('the file', /^(binf|\x80)/.test(start) ? `${what}: save the model as such` : what);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw damagedModelFile('the file', 'be text in UTF-8');
  }
}
