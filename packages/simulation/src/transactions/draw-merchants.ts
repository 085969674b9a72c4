import type { Random } from '@probity/numerics';
import { categoryList } from './customer-profile.js';
import { cities } from './place/city.js';
import { transactionCategories } from './vocabulary.js';

/** Merchants and their terminals: those of one city and category are next to one another. */
export interface MerchantTable {
  readonly count: number;
  readonly category: Uint8Array;
  /** Index into `cities`. */
  readonly city: Uint8Array;
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** Length n + 1: merchant m has the terminals `firstTerminal[m]` … `firstTerminal[m + 1] − 1`; the first is its web shop. */
  readonly firstTerminal: Uint32Array;
  /** Length cities × categories + 1: where the merchants of city · categories + category start. */
  readonly firstOfCell: Uint32Array;
}

const FEWEST_PER_CELL = 3;

/** Who sells what and where; about one merchant for twenty customers, at least three in every city and category. */
export function drawMerchants(random: Random, customers: number): MerchantTable {
  const categories = transactionCategories.length;
  const wanted = Math.max(400, customers / 20);
  const totalSize = cities.reduce((sum, { size }) => sum + size, 0);
  const totalShops = categoryList.reduce((sum, { merchants }) => sum + merchants, 0);
  const firstOfCell = new Uint32Array(cities.length * categories + 1);
  for (const [city, { size }] of cities.entries()) {
    for (const [category, { merchants }] of categoryList.entries()) {
      const here = Math.round((wanted * size * merchants) / (totalSize * totalShops));
      const cell = city * categories + category;
      firstOfCell[cell + 1] = firstOfCell[cell] + Math.max(FEWEST_PER_CELL, here);
    }
  }
  const n = firstOfCell[firstOfCell.length - 1];
  const table = {
    count: n,
    category: new Uint8Array(n),
    city: new Uint8Array(n),
    latitude: new Float64Array(n),
    longitude: new Float64Array(n),
    firstTerminal: new Uint32Array(n + 1),
    firstOfCell,
  };
  for (let cell = 0; cell + 1 < firstOfCell.length; cell++) {
    const place = cities[Math.floor(cell / categories)];
    for (let m = firstOfCell[cell]; m < firstOfCell[cell + 1]; m++) {
      table.category[m] = cell % categories;
      table.city[m] = Math.floor(cell / categories);
      table.latitude[m] = Math.round((place.latitude + (random.nextFloat() - 0.5) * 0.16) * 1e4) / 1e4;
      table.longitude[m] = Math.round((place.longitude + (random.nextFloat() - 0.5) * 0.16) * 1e4) / 1e4;
      table.firstTerminal[m + 1] = table.firstTerminal[m] + 2 + random.nextUint32Below(3);
    }
  }
  return table;
}

/** A merchant of a city and category, each as likely. */
export function anyMerchant(table: MerchantTable, random: Random, city: number, category: number): number {
  const cell = city * transactionCategories.length + category;
  const first = table.firstOfCell[cell];
  return first + random.nextUint32Below(table.firstOfCell[cell + 1] - first);
}

/** One of the four merchants where a customer usually pays for a category in a city; nothing is stored for it. */
export function usualMerchant(
  table: MerchantTable,
  random: Random,
  customer: number,
  city: number,
  category: number,
): number {
  const cell = city * transactionCategories.length + category;
  const first = table.firstOfCell[cell];
  const size = table.firstOfCell[cell + 1] - first;
  // The first of the four twice as often as the last.
  const draw = random.nextUint32() >>> 29;
  const which = draw < 3 ? 0 : draw < 5 ? 1 : draw < 7 ? 2 : 3;
  return first + (scatter(Math.imul(customer, 64) + category * 4 + which) % size);
}

/** A till of a merchant, or its web shop. */
export function terminalOf(table: MerchantTable, random: Random, merchant: number, isOnline: boolean): number {
  const first = table.firstTerminal[merchant];
  if (isOnline) return first;
  return first + 1 + random.nextUint32Below(table.firstTerminal[merchant + 1] - first - 1);
}

function scatter(word: number): number {
  let x = word >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
