import { expect, test } from 'vitest';
import type { DeliveredEvent, EventSource, PoisonMessage, StreamHandlers } from '../../src/stream/event-source.js';

/** How a suite gets at one kind of source. */
export interface SourceUnderTest {
  /** Puts the messages where the source finds them, in this order, all in one partition; returns how to open it, again and again. */
  readonly put: (messages: readonly string[]) => Promise<() => EventSource>;
  /** False where the medium cannot hold what is not JSON (a table). */
  readonly holdsAnything: boolean;
  /** True where what was handled is remembered outside the process. */
  readonly remembers: boolean;
}

const START = 1_532_512_800_000;
const message = (index: number, extra: object = {}) =>
  JSON.stringify({ id: `e${index}`, at: START + index * 1000, amount: index / 4, ...extra });
const messages = (count: number) => Array.from({ length: count }, (_, index) => message(index));

/** What every event source must do, whatever lies behind it. */
export function checkEventSource(name: string, under: SourceUnderTest): void {
  const { put, holdsAnything, remembers } = under;

  test(`${name}: hands out every event once, in order, with its content and a position of its own`, async () => {
    const open = await put(messages(250));
    const { handled } = await drain(open(), 250);
    expect(handled.map(({ event }) => event.id)).toEqual(messages(250).map((_, index) => `e${index}`));
    expect(handled[10]?.event).toMatchObject({ at: START + 10_000, values: { amount: 2.5 } });
    expect(new Set(handled.map(({ position }) => position)).size).toBe(250);
  });

  test(`${name}: never hands out a batch before the one before it is handled`, async () => {
    const open = await put(messages(120));
    let open_ = 0;
    let most = 0;
    await drain(open(), 120, {
      async handle() {
        open_ += 1;
        most = Math.max(most, open_);
        await new Promise((resolve) => setTimeout(resolve, 3));
        open_ -= 1;
      },
    });
    expect(most).toBe(1);
  });

  test(`${name}: what was not handled comes again, and nothing that was before it`, async () => {
    if (!remembers) return;
    const open = await put(messages(60));
    const before: string[] = [];
    const failing: StreamHandlers = {
      async handle(batch) {
        if (before.length + batch.length > 30) throw new Error('the store is gone');
        before.push(...batch.map(({ event }) => event.id));
      },
      async quarantine() {},
    };
    await expect(open().run(failing)).rejects.toThrow('the store is gone');
    const { handled } = await drain(open(), 60 - before.length);
    const after = handled.map(({ event }) => event.id);
    expect([...before, ...after]).toEqual(messages(60).map((_, index) => `e${index}`));
  });

  test(`${name}: poison is set aside with reason and position and holds up nobody`, async () => {
    const texts = [message(0), message(1), message(2)];
    texts[1] = holdsAnything ? '{"id": "e1", "at"' : JSON.stringify({ id: 'e1', at: null, amount: 1 });
    const open = await put(texts);
    const { handled, poison } = await drain(open(), 3);
    expect(handled.map(({ event }) => event.id)).toEqual(['e0', 'e2']);
    expect(poison).toHaveLength(1);
    expect(poison[0]?.code).toBe(holdsAnything ? 'MESSAGE_UNREADABLE' : 'MISSING_FIELD');
    expect(poison[0]?.raw).toContain('e1');
    expect(handled.map(({ position }) => position)).not.toContain(poison[0]?.position);
  });

  test(`${name}: a stop lets the batch in hand finish and hands out no other`, async () => {
    const open = await put(messages(90));
    const stop = new AbortController();
    const handled: string[] = [];
    await open().run(
      {
        async handle(batch) {
          stop.abort();
          await new Promise((resolve) => setTimeout(resolve, 5));
          handled.push(...batch.map(({ event }) => event.id));
        },
        async quarantine() {},
      },
      stop.signal,
    );
    expect(handled.length).toBeGreaterThan(0);
    expect(handled.length).toBeLessThan(90);
    if (!remembers) return;
    const rest = await drain(open(), 90 - handled.length);
    expect(rest.handled[0]?.event.id).toBe(`e${handled.length}`);
  });
}

/** Runs until so many messages were taken, or the source ends; fails rather than waits for ever. */
export async function drain(
  source: EventSource,
  expected: number,
  handlers: Partial<StreamHandlers> = {},
): Promise<{ handled: DeliveredEvent[]; poison: PoisonMessage[] }> {
  const handled: DeliveredEvent[] = [];
  const poison: PoisonMessage[] = [];
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 40_000);
  const check = () => {
    if (handled.length + poison.length >= expected) stop.abort();
  };
  await source.run(
    {
      async handle(batch) {
        await handlers.handle?.(batch);
        handled.push(...batch);
        check();
      },
      async quarantine(message) {
        await handlers.quarantine?.(message);
        poison.push(message);
        check();
      },
      ...(handlers.note === undefined ? {} : { note: handlers.note }),
    },
    stop.signal,
  );
  clearTimeout(timer);
  return { handled, poison };
}
