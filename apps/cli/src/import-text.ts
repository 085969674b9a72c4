import { basename } from 'node:path';
import type { ImportedModel } from '@probity/interchange';
import { formatTable, type Terminal } from './terminal.js';

const MOST_FEATURES = 40;
const names = { xgboost: 'XGBoost', lightgbm: 'LightGBM' } as const;

/** What a model file was understood to hold. */
export function describeModelFile(
  terminal: Terminal,
  file: string,
  { facts, model, codedFeatures }: ImportedModel,
): void {
  const { library, version, objective, trees, treesInFile, nodes, depth, base, slope, outcome } = facts;
  const kept = trees === treesInFile ? `${trees} trees` : `${trees} of ${treesInFile} trees`;
  terminal.print(`${basename(file)}: ${names[library]} ${version}, ${objective}, class 1 is ${outcome}`);
  terminal.print(`  ${kept}, ${nodes} nodes, at most ${depth} splits deep; raw score before any tree ${base}`);
  terminal.print(`  its own probability: sigmoid(${slope === 1 ? '' : `${slope} × `}raw score)`);
  for (const note of facts.notes) terminal.print(`  ${note}`);
  if (codedFeatures.length > 0) terminal.print(`  levels known by their codes only: ${codedFeatures.join(', ')}`);
  terminal.print();
  const rows = model.features
    .slice(0, MOST_FEATURES)
    .map(({ name, kind, levels = [] }) => [name, kind, levels.slice(0, 8).join(', ').slice(0, 60)]);
  for (const line of formatTable([['feature', 'kind', 'levels'], ...rows])) terminal.print(line);
  if (model.features.length > MOST_FEATURES) terminal.print(`  and ${model.features.length - MOST_FEATURES} more`);
  terminal.print();
}
