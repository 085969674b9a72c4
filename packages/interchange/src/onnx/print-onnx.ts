import { type DatasetSchema, ProbityError } from '@probity/domain';
import type { Calibration, Feature, Model } from '@probity/learn';
import { addCalibration } from './calibration-nodes.js';
import { addModel, codesMissingTo, hideCodes } from './model-nodes.js';
import { writeMatrixType, writeNode, writeTensor } from './onnx-graph.js';
import { ProtoWriter } from './proto-writer.js';
import { type OnnxPrecision, RealGraph } from './real-graph.js';

/** What an ONNX file may say beside the model itself. */
export interface OnnxExport {
  /** From margin to the calibrated probability; without it `risk_score` is what the margin itself claims. */
  readonly calibration?: Calibration;
  /** Schema of the data: its special codes of numbers become missing inside the file, as they do in Probity. */
  readonly schema?: DatasetSchema;
  /** Words for the head of the file, e.g. "loans@3, hash 7f3a…". */
  readonly title?: string;
  /**
   * `double` (default): 64-bit input and arithmetic, the library's own margins; needs ai.onnx.ml 5 (onnxruntime 1.20 or
   * newer). `single`: 32-bit floats and ai.onnx.ml 3, which every runtime has.
   */
  readonly precision?: OnnxPrecision;
  /** Written into `metadata_props` under `probity.<key>`: where the model comes from. */
  readonly provenance?: Readonly<Record<string, string>>;
}

/** Name of the input, [rows, features]. */
const INPUT = 'features';

const versions: Readonly<Record<OnnxPrecision, { ir: number; standard: number; learned: number }>> = {
  double: { ir: 10, standard: 21, learned: 5 },
  single: { ir: 8, standard: 17, learned: 3 },
};

/**
 * Writes a model as an ONNX file that onnxruntime scores as the library does.
 *
 * Input `features`: [rows, features] in the order of `model.features`, categories as the number of their level, NaN where
 * missing. Outputs, each [rows, 1]: `risk_score`, the calibrated probability of bad; `margin`, the model's additive output;
 * of scorecards also `points` (higher is safer). Names, levels and units are in `metadata_props`, key `probity.features`.
 * Equal models and options give equal bytes.
 *
 * With `precision` double the margin of trees is the library's, bit for bit, where onnxruntime runs on one thread; on more it
 * may add the trees up in another order. With `single` splits decide alike for every 32-bit float, sums are of 32-bit floats.
 *
 * @returns a ModelProto
 * @throws NOT_EXPORTABLE for a model that has no such form
 * Cost: about 60 bytes per node of a tree.
 * Source: ONNX IR and operators (onnx 1.23); checked with onnxruntime 1.31 in test/golden/onnx.
 * @example printOnnx(bundle.model, { calibration: bundle.calibration, title: 'loans@3' })
 */
export function printOnnx(model: Model, options: OnnxExport = {}): Uint8Array {
  const { calibration, schema, title = 'model', precision = 'double', provenance = {} } = options;
  const { features } = model;
  if (features.length === 0) {
    throw new ProbityError('NOT_EXPORTABLE', `a ${model.kind} model without features takes no row, which ONNX must`);
  }
  const graph = new RealGraph(precision);
  const matrix = hideCodes(graph, INPUT, codesMissingTo(features, numericCodes(schema)));
  const { margin, points } = addModel(graph, matrix, model);
  const outputs = [
    ['risk_score', addCalibration(graph, margin, calibration, model.marginScale ?? 'log-odds')],
    ['margin', margin],
    ...(points === undefined ? [] : [['points', points] as const]),
  ] as const;
  for (const [name, value] of outputs) graph.name(value, name);
  const writer = new ProtoWriter();
  const { ir, standard, learned } = versions[precision];
  writer
    .int(1, ir)
    .string(2, 'probity')
    .string(6, describe(model, title, precision));
  writer.message(7, (inner) => {
    for (const node of graph.nodes) inner.message(1, (message) => writeNode(message, node));
    inner.string(2, 'probity');
    for (const { name, tensor } of graph.constants) inner.message(5, (message) => writeTensor(message, tensor, name));
    inner.message(11, (message) => writeMatrixType(message, INPUT, precision, features.length));
    for (const [name] of outputs) inner.message(12, (message) => writeMatrixType(message, name, precision, 1));
  });
  for (const [domain, version] of [['', standard] as const, ['ai.onnx.ml', learned] as const]) {
    writer.message(8, (inner) => inner.string(1, domain).int(2, version));
  }
  const properties = {
    features: JSON.stringify(describeFeatures(features, schema)),
    kind: model.kind,
    marginScale: model.marginScale ?? 'log-odds',
    title,
    ...provenance,
  };
  for (const [key, value] of Object.entries(properties)) {
    writer.message(14, (inner) => inner.string(1, `probity.${key}`).string(2, value));
  }
  return writer.finish().slice();
}

function numericCodes(schema: DatasetSchema | undefined): ReadonlyMap<string, readonly number[]> {
  return new Map(
    schema?.columns.map(({ name, specialCodes = [] }) => [name, specialCodes.map(Number).filter(Number.isFinite)]),
  );
}

/** What a program needs to fill the input. */
function describeFeatures(features: readonly Feature[], schema: DatasetSchema | undefined): unknown {
  const kinds = new Map(schema?.columns.map(({ name, kind }) => [name, kind]));
  return features.map(({ name, kind, levels, specialCodes }) => ({
    name,
    kind: kinds.get(name) ?? kind,
    ...(kind === 'category' ? { levels: levels ?? [] } : {}),
    ...(specialCodes === undefined ? {} : { specialCodes }),
  }));
}

function describe(model: Model, title: string, precision: OnnxPrecision): string {
  const names = model.features.map(({ name }) => name).join(', ');
  return [
    `Probity ${model.kind} model: ${title}.`,
    `Input "${INPUT}" (${precision}), columns in this order: ${names}.`,
    'Categories are the number of their level (from 0; levels in metadata "probity.features"); NaN is missing, and so is every level not known.',
    'Output "risk_score" is the probability of a bad outcome; "margin" the additive output before calibration.',
  ].join('\n');
}
