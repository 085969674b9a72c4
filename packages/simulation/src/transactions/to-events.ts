import { cities } from './place/city.js';
import type { TransactionWorld } from './simulate-transactions.js';
import type { TransactionBatch } from './transaction-batch.js';
import { transactionCategories, transactionChannels } from './vocabulary.js';
import { worldNames } from './world-names.js';

/** Codes into levels; −1 is missing. */
export interface LevelledCodes {
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

/** A batch in the columns that features are computed on: the `EventColumns` of @probity/features. */
export interface TransactionEventColumns {
  readonly count: number;
  readonly at: Float64Array;
  readonly knownAt: Float64Array;
  readonly ids: readonly string[];
  readonly columns: Readonly<Record<string, Float64Array | LevelledCodes>>;
}

/** One row as its source would tell it: the `SourceEvent` of @probity/features. */
export interface TransactionEvent {
  readonly id: string;
  readonly at: number;
  readonly knownAt: number;
  readonly values: Readonly<Record<string, string | number | null>>;
}

const countries = [...new Set(cities.map(({ country }) => country))];
const currencies = [...new Set(cities.map(({ currency }) => currency))];
const countryOfCity = cities.map(({ country }) => countries.indexOf(country));
const currencyOfCity = cities.map(({ currency }) => currencies.indexOf(currency));

/**
 * The canonical columns of card payments, with the label `fraud`; typologies and look-alikes stay behind.
 *
 * @example computeHistory(plan, transactionColumns(world, batch))
 */
export function transactionColumns(world: TransactionWorld, batch: TransactionBatch): TransactionEventColumns {
  const levels = levelsOf(world);
  const coded = (codes: ArrayLike<number>, texts: readonly string[]) => ({
    codes: Int32Array.from(codes),
    levels: texts,
  });
  return {
    ...{ count: batch.count, at: batch.at, knownAt: batch.knownAt },
    ids: Array.from(batch.number, worldNames.transaction),
    columns: {
      customer: coded(batch.customer, levels.customers),
      card: coded(batch.card, levels.cards),
      terminal: coded(batch.terminal, levels.terminals),
      merchant: coded(batch.merchant, levels.merchants),
      device: coded(batch.device, levels.devices),
      amount: batch.amountMinor.map((cents) => cents / 100),
      currency: coded(
        batch.city.map((city) => currencyOfCity[city]),
        currencies,
      ),
      category: coded(batch.category, transactionCategories),
      channel: coded(batch.channel, transactionChannels),
      country: coded(
        batch.city.map((city) => countryOfCity[city]),
        countries,
      ),
      latitude: batch.latitude,
      longitude: batch.longitude,
      fraud: Float64Array.from(batch.fraud),
    },
  };
}

/** One row of a batch as an event with its canonical values. */
export function transactionEvent(world: TransactionWorld, batch: TransactionBatch, row: number): TransactionEvent {
  const { country, currency } = cities[batch.city[row]];
  return {
    id: worldNames.transaction(batch.number[row]),
    at: batch.at[row],
    knownAt: batch.knownAt[row],
    values: {
      customer: worldNames.customer(batch.customer[row]),
      card: nameOrNull(batch.card[row], worldNames.card),
      terminal: nameOrNull(batch.terminal[row], worldNames.terminal),
      merchant: receiverName(world, batch.merchant[row]),
      device: nameOrNull(batch.device[row], worldNames.device),
      amount: batch.amountMinor[row] / 100,
      currency,
      category: transactionCategories[batch.category[row]],
      channel: transactionChannels[batch.channel[row]],
      country,
      latitude: batch.latitude[row],
      longitude: batch.longitude[row],
    },
  };
}

/** The merchant's name, or that of the person who is paid. */
export function receiverName({ merchants }: TransactionWorld, merchant: number): string {
  return merchant < merchants.count ? worldNames.merchant(merchant) : worldNames.person(merchant - merchants.count);
}

function nameOrNull(index: number, name: (index: number) => string): string | null {
  return index < 0 ? null : name(index);
}

interface WorldLevels {
  readonly customers: readonly string[];
  readonly cards: readonly string[];
  readonly terminals: readonly string[];
  readonly merchants: readonly string[];
  readonly devices: readonly string[];
}

/** Names are made once for a world, however many batches it is read in. */
const knownLevels = new WeakMap<TransactionWorld, WorldLevels>();

function levelsOf(world: TransactionWorld): WorldLevels {
  const known = knownLevels.get(world);
  if (known !== undefined) return known;
  const { customers, merchants, deviceCount } = world;
  const all = (count: number, name: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => name(index));
  const levels = {
    customers: all(customers.count, worldNames.customer),
    cards: all(customers.firstCard[customers.count], worldNames.card),
    terminals: all(merchants.firstTerminal[merchants.count], worldNames.terminal),
    merchants: all(merchants.count + customers.count, (index) => receiverName(world, index)),
    devices: all(deviceCount, worldNames.device),
  };
  knownLevels.set(world, levels);
  return levels;
}
