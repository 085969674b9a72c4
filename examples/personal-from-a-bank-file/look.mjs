// A person's money from two bank files, with the library alone: no server, no network, nothing kept.
import { readFileSync } from 'node:fs';
import { analysePersonal, categoryOf, formatMoney, importBankFiles } from '@probity/personal';

const files = ['giro.csv', 'card.ofx'].map((name) => ({ name, bytes: readFileSync(new URL(name, import.meta.url)) }));
const { ledger, files: read } = importBankFiles(files);
for (const { name, format, map, accepted, rejected } of read) {
  console.log(
    `${name}: ${format}, ${accepted} payments, ${rejected.length} refused${map === undefined ? '' : `\n  ${map}`}`,
  );
}
const again = importBankFiles(files, ledger);
console.log(`the same files again: ${again.files.reduce((sum, { accepted }) => sum + accepted, 0)} new payments`);

const { features, risk, recommendations, currency } = analysePersonal(ledger);
console.log(
  `income ${formatMoney(features.totalIncomeMinor, currency)}, expense ${formatMoney(features.totalExpenseMinor, currency)}`,
);
console.log(`most was spent on ${categoryOf(features.topSpendingCategory).title}`);
console.log(`risk ${risk.riskScore.toFixed(2)}, ${risk.category}`);
for (const { text } of risk.reasons) console.log(`  because ${text}`);
for (const { text } of recommendations) console.log(`  - ${text}`);
