// How well categories are found where the file gives none: two ledgers whose true categories are known and hidden.
// The first 70 % of the days are known, as if the person had sorted them; the last 30 % are to be found. Coverage of the
// projection's 80 % interval on simulated households stands below. node scripts/measure-personal-categories.mjs
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  analysePersonal,
  categorisePayments,
  categoryByWords,
  categoryOfGiven,
  fitWordModel,
  importBankFiles,
} from '@probity/personal';
import { simulateHousehold, writeBankCsv } from '@probity/simulation';

const folder = process.env.PROBITY_DATA ?? '../shared/data';
const percent = (share) => `${(share * 100).toFixed(1)} %`;

function measureCategories(title, path) {
  const { ledger } = importBankFiles([{ name: title, bytes: gunzipSync(readFileSync(`${folder}/${path}`)) }]);
  const payments = ledger.payments.filter(
    ({ given, amountMinor, saysTransfer }) => given !== undefined && amountMinor < 0 && saysTransfer !== true,
  );
  const labelled = payments.map((payment) => ({
    ...payment,
    category: categoryOfGiven(payment.given, payment.amountMinor),
  }));
  const cut = payments[Math.floor(payments.length * 0.7)].day;
  const before = labelled.filter(({ day }) => day < cut);
  const after = labelled.filter(({ day }) => day >= cut);
  const counts = new Map();
  for (const { category } of before) counts.set(category, (counts.get(category) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1])[0];
  const model = fitWordModel(before);
  // As the page works: the earlier ones are known by the file, the later ones have no category.
  const hidden = payments.map((payment) => {
    const { given, ...rest } = payment;
    return payment.day < cut ? payment : rest;
  });
  const all = categorisePayments(hidden);
  const known = new Map(all.payments.map(({ id }, at) => [id, all.categories[at]]));
  const modelFirst = (payment) => {
    const { category, lead } = model.guess(payment);
    return lead >= 1.5 ? category : (categoryByWords(payment.text) ?? category);
  };
  const share = (guess) => after.filter((payment) => guess(payment) === payment.category).length / after.length;
  console.log(
    `${title}: ${before.length} known, ${after.length} to find, ${counts.size} categories; most frequent ${percent(share(() => most))}, words ${percent(share(({ text }) => categoryByWords(text)))}, model ${percent(share((payment) => model.guess(payment).category))}, model first then words ${percent(share(modelFirst))}, as Probity does ${percent(share(({ id }) => known.get(id)))}`,
  );
}

function measureProjection(count, days) {
  let [inside, below, reported, events] = [0, 0, 0, 0];
  for (let seed = 20_001; seed <= 20_000 + count; seed++) {
    const household = simulateHousehold({ seed, days: 330 + days });
    const cut = household.firstDay + 330;
    const history = { ...household, payments: household.payments.filter(({ day }) => day < cut) };
    const { ledger } = importBankFiles([
      { name: 'h', bytes: new TextEncoder().encode(writeBankCsv(history, 'signed')) },
    ]);
    const { projection } = analysePersonal(ledger, { projection: { days } });
    const current = household.payments.filter(
      ({ account, day }) => account === 'Current account' && day <= projection.fromDay + days,
    );
    const end = current.at(-1).balanceMinor;
    const accounts = new Set(analysePersonal(ledger).balance.accounts);
    let level = end;
    if (accounts.has('Day money'))
      level +=
        household.payments
          .filter(({ account, day }) => account === 'Day money' && day <= projection.fromDay + days)
          .at(-1)?.balanceMinor ?? 0;
    if (level >= projection.lowMinor.at(-1) && level <= projection.highMinor.at(-1)) inside += 1;
    if (accounts.has('Day money')) continue;
    const dry = current.filter(({ day }) => day > projection.fromDay).some(({ balanceMinor }) => balanceMinor < 0);
    reported += projection.shareBelowZero.at(-1);
    events += dry ? 1 : 0;
    below += 1;
  }
  console.log(
    `projection over ${days} days, ${count} households: truth inside the 80 % interval ${percent(inside / count)}; below zero by then: projected ${percent(reported / below)}, happened ${percent(events / below)} (${below} households)`,
  );
}

measureCategories('household_transactions', 'household_transactions/daily_household_transactions.csv.gz');
measureCategories('personal_transactions', 'personal_transactions/personal_transactions.csv.gz');
measureProjection(300, 28);
measureProjection(300, 56);
