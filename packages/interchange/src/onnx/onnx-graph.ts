import { littleEndian, type ProtoWriter } from './proto-writer.js';

/** Element types of ONNX tensors, by their number in the format. */
const elementTypes = { single: 1, uint8: 2, int64: 7, double: 11 } as const;
export type ElementType = keyof typeof elementTypes;

/** A constant: its numbers in row-major order. */
export interface OnnxTensor {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** An attribute of a node. Whole numbers are ≥ 0. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly text: string }
  | { readonly tensor: OnnxTensor }
  | { readonly singles: ArrayLike<number> }
  | { readonly ints: ArrayLike<number> }
  | { readonly texts: readonly string[] };

/** A node of the graph with its one output. */
export interface OnnxNode {
  readonly operator: string;
  readonly domain: '' | 'ai.onnx.ml';
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/**
 * Collects the nodes of a graph in the order they are computed in. Values are named by the operator and a number, so equal
 * calls give equal names.
 */
export class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly constants: { readonly name: string; readonly tensor: OnnxTensor }[] = [];

  /** Adds a node of the standard operators and names its output. */
  add(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): string {
    return this.#push(operator, '', inputs, attributes);
  }

  /** Adds a node of the machine-learning operators. */
  addLearned(operator: string, input: string, attributes: Readonly<Record<string, OnnxAttribute>>): string {
    return this.#push(operator, 'ai.onnx.ml', [input], attributes);
  }

  /** Adds a constant and names it; a number alone is of shape [1]. */
  constant(type: ElementType, values: number | ArrayLike<number>, shape?: readonly number[]): string {
    const list = typeof values === 'number' ? [values] : values;
    const name = `constant_${this.constants.length}`;
    this.constants.push({ name, tensor: { type, shape: shape ?? [list.length], values: list } });
    return name;
  }

  /** Gives a value the name of an output. */
  name(value: string, output: string): void {
    this.nodes.push({ operator: 'Identity', domain: '', inputs: [value], output, attributes: {} });
  }

  #push(
    operator: string,
    domain: OnnxNode['domain'],
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
  ): string {
    const output = `${operator}_${this.nodes.length}`;
    this.nodes.push({ operator, domain, inputs, output, attributes });
    return output;
  }
}

/** NodeProto. */
export function writeNode(writer: ProtoWriter, { operator, domain, inputs, output, attributes }: OnnxNode): void {
  for (const input of inputs) writer.string(1, input);
  writer.string(2, output).string(3, output).string(4, operator);
  for (const [name, attribute] of Object.entries(attributes)) {
    writer.message(5, (inner) => writeAttribute(inner, name, attribute));
  }
  if (domain !== '') writer.string(7, domain);
}

/** AttributeProto. */
function writeAttribute(writer: ProtoWriter, name: string, attribute: OnnxAttribute): void {
  writer.string(1, name);
  if ('int' in attribute) writer.int(3, attribute.int).int(20, 2);
  else if ('text' in attribute) writer.string(4, attribute.text).int(20, 3);
  else if ('tensor' in attribute) {
    writer.message(5, (inner) => writeTensor(inner, attribute.tensor, name)).int(20, 4);
  } else if ('singles' in attribute) writer.floats(7, attribute.singles).int(20, 6);
  else if ('ints' in attribute) writer.ints(8, attribute.ints).int(20, 7);
  else {
    for (const text of attribute.texts) writer.string(9, text);
    writer.int(20, 8);
  }
}

/** TensorProto. */
export function writeTensor(writer: ProtoWriter, { type, shape, values }: OnnxTensor, name: string): void {
  writer.ints(1, shape).int(2, elementTypes[type]).string(8, name).bytes(9, rawBytes(type, values));
}

function rawBytes(type: ElementType, values: ArrayLike<number>): Uint8Array {
  switch (type) {
    case 'single':
      return littleEndian(values, 4);
    case 'double':
      return littleEndian(values, 8);
    case 'uint8':
      return Uint8Array.from(values);
    case 'int64': {
      const whole = BigInt64Array.from(Array.from(values, BigInt));
      const bytes = new Uint8Array(whole.length * 8);
      const view = new DataView(bytes.buffer);
      for (const [index, value] of whole.entries()) view.setBigInt64(index * 8, value, true);
      return bytes;
    }
  }
}

/** ValueInfoProto of a matrix with any number of rows. */
export function writeMatrixType(writer: ProtoWriter, name: string, type: ElementType, columns: number): void {
  writer.string(1, name).message(2, (types) =>
    types.message(1, (tensor) =>
      tensor.int(1, elementTypes[type]).message(2, (shape) => {
        shape.message(1, (rows) => rows.string(2, 'rows'));
        shape.message(1, (width) => width.int(1, columns));
      }),
    ),
  );
}
