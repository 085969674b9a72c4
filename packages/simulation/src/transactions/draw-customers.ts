import { exp, type Random } from '@probity/numerics';
import { WeightedTable } from '../draw/weighted-table.js';
import { hourProfiles, type SegmentProfile, segmentProfiles } from './customer-profile.js';
import { farCities, homeCities } from './place/city.js';
import type { TransactionWorldSettings } from './transaction-world-settings.js';
import { customerSegments } from './vocabulary.js';

/** The customers of a world, one column a fact. */
export interface CustomerTable {
  readonly count: number;
  /** Codes into `customerSegments`. */
  readonly segment: Uint8Array;
  readonly ageYears: Uint8Array;
  /** A year's income in cents. */
  readonly incomeMinor: Float64Array;
  /** What is owed elsewhere, in cents. */
  readonly debtMinor: Float64Array;
  /** Days since the account was opened, at the start of the world. */
  readonly tenureDays: Uint16Array;
  /** Indices into `homeCities`. */
  readonly city: Uint8Array;
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** Transactions beside others'. */
  readonly activity: Float64Array;
  /** Amounts beside those typical of a category. */
  readonly spendScale: Float64Array;
  /** Chance to pay online where there is a choice. */
  readonly online: Float64Array;
  /** Which profile of hours: index into the names of `hourProfiles`. */
  readonly hours: Uint8Array;
  /** First day abroad, −1 for none in this world; how many days; index into `cities`. */
  readonly tripStart: Int16Array;
  readonly tripDays: Uint8Array;
  readonly tripCity: Uint8Array;
  /** Length n + 1: customer c has the cards `firstCard[c]` … `firstCard[c + 1] − 1`. */
  readonly firstCard: Uint32Array;
  /** Length n + 1: likewise devices. */
  readonly firstDevice: Uint32Array;
  /** Length n + 1: likewise accounts; the first holds the cards. */
  readonly firstAccount: Uint32Array;
}

const profiles: readonly SegmentProfile[] = customerSegments.map((name) => segmentProfiles[name]);
const hourNames = Object.keys(hourProfiles);

/** Who the customers are. Cost: O(customers). */
export function drawCustomers(random: Random, settings: TransactionWorldSettings): CustomerTable {
  const n = settings.customers;
  const table = startTable(n);
  const segments = new WeightedTable(Float64Array.from(profiles, ({ share }) => share));
  const homes = new WeightedTable(Float64Array.from(homeCities, ({ size }) => size));
  const tripChance = settings.days / 90;
  for (let c = 0; c < n; c++) {
    const segment = segments.draw(random);
    const profile = profiles[segment];
    table.segment[c] = segment;
    table.ageYears[c] = profile.ageFrom + random.nextUint32Below(profile.ageTo - profile.ageFrom + 1);
    const incomeFactor = exp(profile.incomeSpread * random.nextNormal());
    table.incomeMinor[c] = Math.round(profile.income * incomeFactor) * 100;
    const debtYears = random.nextFloat() < 0.55 ? 0 : 0.35 * exp(0.9 * random.nextNormal());
    table.debtMinor[c] = Math.round(profile.income * incomeFactor * Math.min(6, debtYears)) * 100;
    table.tenureDays[c] = 30 + random.nextUint32Below(6000);
    const home = homes.draw(random);
    table.city[c] = home;
    table.latitude[c] = jitter(random, homeCities[home].latitude);
    table.longitude[c] = jitter(random, homeCities[home].longitude);
    table.activity[c] = profile.activity * exp(0.5 * random.nextNormal() - 0.125);
    // Spending grows with income, but more slowly, and people differ.
    table.spendScale[c] = Math.sqrt((profile.income * incomeFactor) / 34_000) * exp(0.35 * random.nextNormal());
    table.online[c] = Math.min(0.95, profile.online * exp(0.4 * random.nextNormal()));
    const usual = hourNames.indexOf(profile.hours);
    table.hours[c] = random.nextFloat() < 0.8 ? usual : random.nextUint32Below(hourNames.length);
    drawTrip(random, table, c, Math.min(1, profile.travel * tripChance), settings.days);
    table.firstCard[c + 1] = table.firstCard[c] + 1 + count(random, segment === 3 || segment === 5 ? 0.5 : 0.2);
    table.firstDevice[c + 1] = table.firstDevice[c] + 1 + count(random, 0.35);
    table.firstAccount[c + 1] = table.firstAccount[c] + 1 + count(random, 0.25);
  }
  return table;
}

function drawTrip(random: Random, table: CustomerTable, c: number, chance: number, days: number): void {
  const goes = random.nextFloat() < chance;
  const start = random.nextUint32Below(days);
  const length = 3 + random.nextUint32Below(12);
  const city = homeCities.length + random.nextUint32Below(farCities.length);
  table.tripStart[c] = goes ? start : -1;
  table.tripDays[c] = length;
  table.tripCity[c] = city;
}

function count(random: Random, chance: number): number {
  return random.nextFloat() < chance ? 1 : 0;
}

/** Within about ten kilometres. */
function jitter(random: Random, degrees: number): number {
  return Math.round((degrees + (random.nextFloat() - 0.5) * 0.2) * 1e4) / 1e4;
}

function startTable(n: number): CustomerTable {
  return {
    count: n,
    segment: new Uint8Array(n),
    ageYears: new Uint8Array(n),
    incomeMinor: new Float64Array(n),
    debtMinor: new Float64Array(n),
    tenureDays: new Uint16Array(n),
    city: new Uint8Array(n),
    latitude: new Float64Array(n),
    longitude: new Float64Array(n),
    activity: new Float64Array(n),
    spendScale: new Float64Array(n),
    online: new Float64Array(n),
    hours: new Uint8Array(n),
    tripStart: new Int16Array(n),
    tripDays: new Uint8Array(n),
    tripCity: new Uint8Array(n),
    firstCard: new Uint32Array(n + 1),
    firstDevice: new Uint32Array(n + 1),
    firstAccount: new Uint32Array(n + 1),
  };
}
