import type { DeliveredEvent, EventSource, StreamHandlers } from './event-source.js';
import type { EventMapping } from './parse-event.js';
import { readMessage } from './read-message.js';

/**
 * Messages in a list as an event source that remembers how far it was handled: for tests and for feeding by hand.
 *
 * @param messages texts of JSON, in order of arrival
 * @example await new MemorySource(['{"id":"1","at":1532512800000,"values":{}}']).run(handlers);
 */
export class MemorySource implements EventSource {
  readonly name = 'memory';
  readonly #messages: readonly string[];
  readonly #options: EventMapping & { readonly batchSize?: number };
  #done = 0;

  constructor(messages: readonly string[], options: EventMapping & { readonly batchSize?: number } = {}) {
    this.#messages = messages;
    this.#options = options;
  }

  async run({ handle, quarantine }: StreamHandlers, signal?: AbortSignal): Promise<void> {
    const { batchSize = 100 } = this.#options;
    while (this.#done < this.#messages.length && signal?.aborted !== true) {
      const end = Math.min(this.#messages.length, this.#done + batchSize);
      const batch: DeliveredEvent[] = [];
      for (let index = this.#done; index < end; index++) {
        const position = `message ${index + 1}`;
        const read = readMessage(new TextEncoder().encode(this.#messages[index]), position, 0, this.#options);
        if ('poison' in read) await quarantine(read.poison);
        else batch.push({ event: read.event, position });
      }
      if (batch.length > 0) await handle(batch);
      this.#done = end;
    }
  }
}
