import { type ErrorCode, ProbityError } from '@probity/domain';

/** One thing an adapter must do, for any test runner: `for (const { claim, run } of claims) test(claim, run)`. */
export interface PortClaim {
  readonly claim: string;
  run(): Promise<void>;
}

/** Throws unless two values are equal as JSON would carry them, members in any order, numbers to the bit. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [normalize(actual), normalize(expected)];
  if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}`);
}

/** Throws unless the promise is rejected with a ProbityError of that code. */
export async function expectRejection(promise: Promise<unknown>, code: ErrorCode, what: string): Promise<void> {
  const outcome = await promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ProbityError ? error.code : `a foreign error: ${error}`),
  );
  if (outcome !== code) throw new Error(`${what}: expected ${code}, got ${outcome}`);
}

function normalize(value: unknown): string {
  return (
    JSON.stringify(value, (_, member: unknown) => {
      if (member instanceof Uint8Array) return { bytes: [...member] };
      if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
      return Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)));
    }) ?? 'undefined'
  );
}
