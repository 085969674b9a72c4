// Transactions: features over history and live, the service, and the blueprints on top; one file per figure, loaded when it is measured.
// A figure's file exports `measure({ quick, note })` and returns the measured figures, as the other areas do.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const names = [
  'handbook-auc',
  'handbook-ap',
  'handbook-cp100',
  'parity-differing-bytes',
  'window-rows-per-second',
  'batch-50m',
  'online-per-second',
  'online-p99-ms',
  'lookup-p99-ms',
  'customers-1m',
  'personal-1m',
  'polish-1',
  'polish-3',
  'polish-5',
];

export const figures = names.map((name) => ({ name, measure: (context) => measureFigure(name, context) }));

async function measureFigure(name, context) {
  const file = new URL(`./transactions/${name}.mjs`, import.meta.url);
  if (!existsSync(fileURLToPath(file))) throw new Error(`no file bench/areas/transactions/${name}.mjs measures it yet`);
  const { measure } = await import(file.href);
  return await measure(context);
}
