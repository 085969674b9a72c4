import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Column, isCodedColumn, type Table } from '@probity/domain';
import { guessEventMap, WHOLE_FILE } from '@probity/features';
import type { CustomerFacts } from '@probity/scoring';
import { combineCustomers, type Dialect, guessUserMap } from '@probity/training';
import { type CustomerSummary, readUsers, sampleParquet, summariseCustomers } from '@probity/warehouse';
import type { App } from '../app.js';

type Map = Readonly<Record<string, string>>;

/** How the two files are to be read. */
export interface ReadingOptions {
  readonly map?: Map;
  readonly mapUsers?: Map;
  readonly asOf?: number;
  readonly decimals?: number;
  readonly dialect?: Partial<Dialect>;
}

/** A column of a file and what it was taken for. */
interface Binding {
  readonly name: string;
  readonly column: string;
  readonly reason: string;
}

/** Customers with their facts, and what was read. */
export interface ReadCustomers {
  readonly ids: readonly string[];
  readonly facts: CustomerFacts;
  readonly asOf: string | null;
  /** SHA-256 of ids and facts, so that equal input has one name. */
  readonly digest: string;
  readonly maps: { readonly users?: readonly Binding[]; readonly transactions?: readonly Binding[] };
  readonly counts: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

/**
 * Reads users and their transactions, or one of the two, showing what is taken for what.
 *
 * @throws as `ingest`, COLUMN_MISSING, WRONG_TYPE, MISSING_FIELD
 */
export async function readCustomers(
  app: App,
  first: string,
  second: string | undefined,
  options: ReadingOptions,
): Promise<ReadCustomers> {
  const one = await openFile(app, first, options);
  const isTransactions = second === undefined && options.mapUsers === undefined && areTransactions(one.table);
  const users = isTransactions ? undefined : one;
  const payments = isTransactions ? one : second === undefined ? undefined : await openFile(app, second, options);
  const userEntries = users === undefined ? undefined : bindingsOf(guessUserMap(users.table), options.mapUsers);
  const paymentEntries = payments === undefined ? undefined : bindingsOf(guessPayments(payments.table), options.map);
  if (isTransactions) app.terminal.note(`"${first}" holds transactions: its customers are the users`);
  if (userEntries !== undefined) show(app, first, userEntries);
  if (paymentEntries !== undefined) show(app, second ?? first, paymentEntries);
  const known = users === undefined ? undefined : await readUsers(users.parquet, mapOf(userEntries));
  const activity =
    payments === undefined ? undefined : await summarise(app, payments.parquet, mapOf(paymentEntries), options);
  const combined = combineCustomers(known, activity);
  const { ids, facts, usersWithoutTransactions, strangers, strangeTransactions } = combined;
  return {
    ...{ ids, facts, digest: digestOf(ids, facts) },
    asOf: activity === undefined ? null : new Date(activity.asOf).toISOString(),
    maps: {
      ...(userEntries === undefined ? {} : { users: userEntries }),
      ...(paymentEntries === undefined ? {} : { transactions: paymentEntries }),
    },
    counts: {
      users: ids.length,
      ...(known === undefined ? {} : { usersWithoutId: known.withoutId, usersRepeated: known.repeated }),
      ...(users === undefined ? {} : { usersRefused: users.refused }),
      ...(activity === undefined ? {} : { ...countsOf(activity), transactionsRefused: payments?.refused ?? 0 }),
      ...(activity === undefined ? {} : { usersWithoutTransactions, strangers, strangeTransactions }),
    },
    notes: [...(activity?.notes ?? []), ...combined.notes],
  };
}

function summarise(app: App, file: string, map: Map, { asOf, decimals }: ReadingOptions): Promise<CustomerSummary> {
  return summariseCustomers(file, {
    map,
    ...(asOf === undefined ? {} : { asOf }),
    ...(decimals === undefined ? {} : { decimals }),
    spillFolder: join(app.workspace, 'spill'),
  });
}

function countsOf({ rows }: CustomerSummary) {
  return {
    transactionsRead: rows.read,
    transactionsUsed: rows.used,
    transactionsAfterAsOf: rows.afterAsOf,
    transactionsSuperseded: rows.superseded,
    transactionsIncomplete: rows.incomplete,
  };
}

interface OpenedFile {
  readonly parquet: string;
  /** All rows or the first of them. */
  readonly table: Table;
  readonly refused: number;
}

/** A Parquet file is read where it lies; any other is taken in first, with its quarantine. */
async function openFile(app: App, file: string, { dialect }: ReadingOptions): Promise<OpenedFile> {
  if (await isParquet(file)) {
    const parquet = resolve(file);
    return { parquet, table: await sampleParquet(parquet), refused: 0 };
  }
  const dataset = await app.warehouse.ingest(file, {
    targetOptional: true,
    ...(dialect === undefined ? {} : { dialect }),
    onProgress: app.terminal.progress,
  });
  const { count } = dataset.quarantined;
  if (count > 0) app.terminal.note(`note: ${count} rows of "${file}" were refused and are in quarantine`);
  return { parquet: join(app.datasets, dataset.hash, 'data.parquet'), table: dataset.table, refused: count };
}

async function isParquet(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1') === 'PAR1';
  } finally {
    await handle.close();
  }
}

function areTransactions(table: Table): boolean {
  const { map } = guessEventMap(table);
  return (
    map['at'] !== undefined &&
    map['amount'] !== undefined &&
    map['customer'] !== undefined &&
    map['customer'] !== WHOLE_FILE
  );
}

/** The guess for payments, with what only this blueprint asks for: which way money went, and the balance after it. */
function guessPayments(table: Table): readonly Binding[] {
  const { entries } = guessEventMap(table);
  const more: Binding[] = [];
  const add = (name: string, column: Column | undefined, reason: string) => {
    const isBound = [...entries, ...more].some((entry) => entry.name === name || entry.column === column?.name);
    if (column !== undefined && !isBound) more.push({ name, column: column.name, reason });
  };
  const named = (pattern: RegExp) => (column: Column) => pattern.test(column.name.trim());
  // Of a log with rows that come again the id is not quite different in every row.
  add(
    'id',
    table.columns.filter(named(/^((transaction|trans|tx|event|payment)[ _]?)?id$/i)).find(isNearlyDifferent),
    'named so, and nearly every row has its own',
  );
  add(
    'balance',
    table.columns.filter(named(/^balance$/i)).find((column) => !isCodedColumn(column)),
    'named so, and it is a number',
  );
  add('direction', table.columns.find(saysDirection), 'it says credit or debit');
  return [...entries.filter(({ column }) => column !== WHOLE_FILE), ...more];
}

function isNearlyDifferent(column: Column): boolean {
  const values = isCodedColumn(column) ? column.codes : column.values;
  return new Set<number>(values).size >= 0.8 * values.length;
}

function saysDirection(column: Column): boolean {
  return (
    isCodedColumn(column) &&
    column.levels.length <= 10 &&
    column.levels.some((level) => CREDIT_WORDS.has(level.toLowerCase()))
  );
}

const CREDIT_WORDS = new Set(['prijem', 'credit', 'cr', 'deposit', 'inflow']);

function bindingsOf(guessed: readonly Binding[], given: Map = {}): readonly Binding[] {
  const said = Object.entries(given).map(([name, column]) => ({ name, column, reason: 'as you said' }));
  const kept = guessed.filter(
    ({ name, column }) => given[name] === undefined && !Object.values(given).includes(column),
  );
  return [...said, ...kept];
}

function mapOf(entries: readonly Binding[] = []): Map {
  return Object.fromEntries(entries.map(({ name, column }) => [name, column]));
}

function show(app: App, file: string, entries: readonly Binding[]): void {
  app.terminal.note(`${file}: ${entries.map(({ name, column }) => `${name}=${column}`).join(', ')}`);
}

function digestOf(ids: readonly string[], { columns }: CustomerFacts): string {
  const hash = createHash('sha256');
  for (const id of ids) hash.update(`${id}\n`);
  for (const [name, column] of Object.entries(columns)) {
    hash.update(name).update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest('hex');
}
