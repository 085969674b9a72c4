const PARTS = 256;

/**
 * A map from texts in many small maps: one large map stops for 100 ms and more when it outgrows its place, and whoever brings
 * the event at which it does would wait for that.
 */
export class TextMap<V> {
  readonly #parts: readonly Map<string, V>[] = Array.from({ length: PARTS }, () => new Map<string, V>());

  get(text: string): V | undefined {
    return this.#parts[partOf(text)].get(text);
  }

  set(text: string, value: V): void {
    this.#parts[partOf(text)].set(text, value);
  }

  delete(text: string): void {
    this.#parts[partOf(text)].delete(text);
  }
}

/** FNV-1a over UTF-16 units, both halves mixed into the last byte: texts that differ in their last digits lie apart. */
function partOf(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value ^ (value >>> 15)) & (PARTS - 1);
}
