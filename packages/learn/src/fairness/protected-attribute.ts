import { ProbityError } from '@probity/domain';

/** Which group each row belongs to by one protected attribute, or by several at once. It is never seen by a model. */
export interface ProtectedAttribute {
  /** E.g. "sex", or "sex × race" for an intersection. */
  readonly name: string;
  readonly groups: readonly string[];
  /** Length n; index into `groups`, −1 where the group is not known. */
  readonly codes: Int32Array;
}

/** Between the names of attributes and of groups in an intersection. */
const CROSS = ' × ';

/**
 * Makes an attribute of one text per row.
 *
 * @param values length n; null where the group is not known. Groups come in the order of the alphabet.
 * @example protectedAttribute('sex', ['female', 'male', null]).codes // [0, 1, −1]
 */
export function protectedAttribute(name: string, values: readonly (string | null)[]): ProtectedAttribute {
  const groups = [...new Set(values.filter((value) => value !== null))].sort((a, b) => (a < b ? -1 : 1));
  const positions = new Map(groups.map((group, index) => [group, index]));
  return { name, groups, codes: Int32Array.from(values, (value) => positions.get(value ?? '') ?? -1) };
}

/**
 * The intersection of attributes: one group for every combination that occurs ("female × black").
 *
 * A row whose group is not known by one of them is not known by the intersection. Unfairness to a combination can hide
 * behind fair figures for each attribute alone.
 *
 * @param attributes two or more, of equal length
 * @throws INVALID_ARGUMENT, SHAPE_MISMATCH
 * Source: Kearns et al. 2018 ("fairness gerrymandering").
 */
export function crossAttributes(attributes: readonly ProtectedAttribute[]): ProtectedAttribute {
  const [first, ...others] = attributes;
  if (first === undefined || others.length === 0) {
    const message = `\`attributes\` of \`crossAttributes\` must be two or more; got ${attributes.length}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'attributes' });
  }
  for (const other of others) {
    if (other.codes.length === first.codes.length) continue;
    const message = `\`${other.name}\` of \`crossAttributes\` must have ${first.codes.length} rows; got ${other.codes.length}`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field: other.name });
  }
  const combined = Int32Array.from(first.codes, (_, row) => {
    let code = 0;
    for (const { groups, codes } of attributes) {
      if (codes[row] < 0) return -1;
      code = code * groups.length + codes[row];
    }
    return code;
  });
  const present = [...new Set(combined)].filter((code) => code >= 0).sort((a, b) => a - b);
  const positions = new Map(present.map((code, index) => [code, index]));
  return {
    name: attributes.map(({ name }) => name).join(CROSS),
    groups: present.map((code) => nameCombination(attributes, code)),
    codes: combined.map((code) => positions.get(code) ?? -1),
  };
}

/** Every attribute by itself, then all pairs, … up to `depth` at a time. */
export function withIntersections(
  attributes: readonly ProtectedAttribute[],
  depth: number,
): readonly ProtectedAttribute[] {
  const result: ProtectedAttribute[] = [];
  const extend = (chosen: readonly ProtectedAttribute[], from: number, size: number): void => {
    if (chosen.length === size) {
      result.push(chosen.length === 1 ? chosen[0] : crossAttributes(chosen));
      return;
    }
    for (let next = from; next < attributes.length; next++) extend([...chosen, attributes[next]], next + 1, size);
  };
  for (let size = 1; size <= Math.min(depth, attributes.length); size++) extend([], 0, size);
  return result;
}

function nameCombination(attributes: readonly ProtectedAttribute[], code: number): string {
  const names: string[] = [];
  let rest = code;
  for (const { groups } of [...attributes].reverse()) {
    names.unshift(groups[rest % groups.length]);
    rest = Math.floor(rest / groups.length);
  }
  return names.join(CROSS);
}
