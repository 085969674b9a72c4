const HEADER_BYTES = 8;
const IMPORT_SECTION = 2;
const MEMORY_IMPORT = 2;
const HAS_MAXIMUM = 0x01;
const HAS_MAXIMUM_AND_IS_SHARED = 0x03;

/**
 * The same module, importing a shared memory instead of one of its own: one bit of its import section.
 *
 * So one build serves a page without threads and a program with them.
 * @param module a kernel's bytes; its only import is a memory with a maximum
 * @throws RangeError for any other module
 */
export function shareMemory(module: Uint8Array): Uint8Array {
  const shared = module.slice();
  let at = HEADER_BYTES;
  const readNumber = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = shared[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const skipName = (): void => {
    const length = readNumber();
    at += length;
  };
  while (at < shared.length) {
    const section = shared[at++];
    const length = readNumber();
    if (section !== IMPORT_SECTION) {
      at += length;
      continue;
    }
    readNumber(); // how many imports: one
    skipName();
    skipName();
    if (shared[at] !== MEMORY_IMPORT || shared[at + 1] !== HAS_MAXIMUM) break;
    shared[at + 1] = HAS_MAXIMUM_AND_IS_SHARED;
    return shared;
  }
  throw new RangeError('`module` of `shareMemory` must import a memory with a maximum, and nothing else');
}
