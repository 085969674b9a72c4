/** Lets calls through until too many fail in a row; then none for a while; then one to see. */
export class CircuitBreaker {
  readonly #failuresAtMost: number;
  readonly #restMs: number;
  readonly #now: () => number;
  #failures = 0;
  #openedAt = Number.NEGATIVE_INFINITY;
  #isProbing = false;

  /** @param failuresAtMost so many failures in a row open it @param restMs how long it stays open */
  constructor(failuresAtMost: number, restMs: number, now: () => number) {
    this.#failuresAtMost = failuresAtMost;
    this.#restMs = restMs;
    this.#now = now;
  }

  /** Whether a call may be made now; of those that come while it is tried out, only the first. */
  admits(): boolean {
    if (this.#failures < this.#failuresAtMost) return true;
    if (this.#isProbing || this.#now() - this.#openedAt < this.#restMs) return false;
    this.#isProbing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#isProbing = false;
  }

  failed(): void {
    this.#failures += 1;
    this.#isProbing = false;
    this.#openedAt = this.#now();
  }
}
