import { homeCities } from './place/city.js';
import type { TransactionWorld } from './simulate-transactions.js';
import { transactionEvent } from './to-events.js';
import type { TransactionBatch } from './transaction-batch.js';
import { MILLISECONDS_PER_DAY } from './transaction-world-settings.js';
import { arrivalKinds, benignLookAlikes, customerSegments, fraudTypologies } from './vocabulary.js';
import { worldNames } from './world-names.js';

/** The head of the log of transactions as a file. */
export const transactionHead =
  'id,at,knownAt,customer,card,terminal,merchant,device,amount,currency,category,channel,country,latitude,longitude,fraud';

/** Rows of the log as comma-separated text, each with its line end; times are ISO 8601 in UTC. */
export function* transactionLines(world: TransactionWorld, batch: TransactionBatch): Generator<string> {
  for (let row = 0; row < batch.count; row++) {
    const { id, at, knownAt, values } = transactionEvent(world, batch, row);
    const cells = Object.values(values).map((value) => value ?? '');
    yield `${id},${timeOf(at)},${timeOf(knownAt)},${cells.join(',')},${batch.fraud[row]}\n`;
  }
}

/** The head of the truth about each row: kept apart, since no bank has it. */
export const truthHead = 'id,arrival,typology,look_alike,episode';

export function* truthLines(batch: TransactionBatch): Generator<string> {
  for (let row = 0; row < batch.count; row++) {
    const kinds = [
      arrivalKinds[batch.arrival[row]],
      fraudTypologies[batch.typology[row]],
      benignLookAlikes[batch.lookAlike[row]],
    ];
    yield `${worldNames.transaction(batch.number[row])},${kinds.join(',')},${batch.episode[row]}\n`;
  }
}

/** The head of the file of customers. */
export const customerHead =
  'user_id,age,annual_income,total_debt,city,country,latitude,longitude,customer_since,accounts,cards';

/** Customers as comma-separated text; what they are at heart (their segment) is not told. */
export function* customerLines({ customers, settings }: TransactionWorld): Generator<string> {
  for (let c = 0; c < customers.count; c++) {
    const { name, country } = homeCities[customers.city[c]];
    const since = timeOf(settings.start - customers.tenureDays[c] * MILLISECONDS_PER_DAY).slice(0, 10);
    const money = [customers.incomeMinor[c] / 100, customers.debtMinor[c] / 100];
    const place = [name, country, customers.latitude[c], customers.longitude[c]];
    const counts = [
      customers.firstAccount[c + 1] - customers.firstAccount[c],
      customers.firstCard[c + 1] - customers.firstCard[c],
    ];
    yield `${[worldNames.customer(c), customers.ageYears[c], ...money, ...place, since, ...counts].join(',')}\n`;
  }
}

/** The truth about customers. */
export const customerTruthHead = 'user_id,segment';

export function* customerTruthLines({ customers }: TransactionWorld): Generator<string> {
  for (let c = 0; c < customers.count; c++)
    yield `${worldNames.customer(c)},${customerSegments[customers.segment[c]]}\n`;
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
