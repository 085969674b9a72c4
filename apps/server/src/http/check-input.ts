import { ProbityError } from '@probity/domain';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** Where an object that takes no other members says so. */
const CLOSED = '/additionalProperties';

interface Fault {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly params: object;
  readonly message: string;
}

/**
 * Checks what came in against a schema and names the first thing that is off, with a code of the catalogue.
 *
 * Bodies are taken as they are: nothing is coerced, dropped or filled in. Queries are texts, so whole numbers among
 * their parameters are read as such.
 */
export const checkInput: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  const isQuery = httpPart === 'querystring';
  const integers = isQuery ? integerParameters(schema) : [];
  return (input: unknown) => {
    const value = isQuery ? readIntegers(input as Record<string, unknown>, integers) : input;
    if (validator.Check(value)) return { value };
    return { error: faultOf(validator.Errors(value), value, httpPart === 'body') };
  };
};

function integerParameters(schema: TSchema): readonly string[] {
  const properties = (schema as { properties?: Record<string, { type?: string }> }).properties ?? {};
  return Object.keys(properties).filter((name) => properties[name]?.type === 'integer');
}

function readIntegers(query: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const read = { ...query };
  for (const name of names) {
    const text = read[name];
    if (typeof text === 'string' && /^-?\d{1,15}$/.test(text)) read[name] = Number(text);
  }
  return read;
}

function faultOf(faults: readonly Fault[], value: unknown, isBody: boolean): ProbityError {
  // An unknown field is reported before a missing one: it is most often the missing one, misspelt.
  const stranger = faults.find(({ keyword, schemaPath }) => keyword === 'boolean' && schemaPath.endsWith(CLOSED));
  if (stranger !== undefined) {
    const field = pathOf(stranger).at(-1) ?? '';
    return new ProbityError('UNKNOWN_FIELD', `${quote(field)} is not a field of this request`, { field });
  }
  const fault = faults[0];
  if (fault === undefined) return new ProbityError('BODY_INVALID', 'the request does not have the form it must');
  const path = pathOf(fault);
  if (!isBody) {
    const field = path.at(-1) ?? firstOf(fault.params, 'requiredProperties');
    return new ProbityError('INVALID_ARGUMENT', `${quote(field)} ${describe(fault)}`, { field });
  }
  if (fault.keyword === 'required') {
    const name = firstOf(fault.params, 'requiredProperties');
    return new ProbityError('MISSING_FIELD', `${quote(name)} is missing`, { field: name });
  }
  if (path.length === 0) return new ProbityError('BODY_INVALID', 'the body must be a JSON object');
  const field = path.at(-1) ?? '';
  const got = valueAt(value, path);
  if (typeof got === 'number' && !Number.isFinite(got)) {
    return new ProbityError('VALUE_OUT_OF_RANGE', `${quote(field)} is too large for a number`, { field });
  }
  if (path[0] === 'application' && path.length > 1) {
    return new ProbityError('WRONG_TYPE', `${quote(field)} must be a number, a text, true, false or null`, { field });
  }
  const code = fault.keyword === 'type' ? 'WRONG_TYPE' : 'VALUE_OUT_OF_RANGE';
  return new ProbityError(code, `${quote(field)} ${describe(fault)}`, { field });
}

function describe(fault: Fault): string {
  return fault.keyword === 'pattern' ? 'holds characters that are not allowed there' : fault.message;
}

function firstOf(parameters: object, name: string): string {
  const list = (parameters as Record<string, unknown>)[name];
  return Array.isArray(list) ? String(list[0]) : '';
}

function quote(name: string): string {
  return `\`${name.length > 60 ? `${name.slice(0, 57)}…` : name}\``;
}

function pathOf(fault: Fault): readonly string[] {
  return fault.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}
