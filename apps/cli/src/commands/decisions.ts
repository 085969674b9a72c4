import type { Outcome } from '@probity/domain';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';
import { examplesOf } from '../help-examples.js';
import { parseChoice, parseWhole } from '../option-parsers.js';
import { formatTable, percent } from '../terminal.js';

interface DecisionsOptions extends CommonOptions {
  readonly limit?: number;
  readonly before?: string;
  readonly outcome?: Outcome;
}

const OUTCOMES = ['approve', 'refer', 'decline'] as const;

export function decisionsCommand(): Command {
  return new Command('decisions')
    .summary('list recorded decisions')
    .addHelpText('after', examplesOf('decisions --outcome refer --limit 20'))
    .description('List recorded decisions, newest first.')
    .option('--limit <n>', 'how many (default 50)', parseWhole('--limit', 1, 500))
    .option('--outcome <outcome>', 'only approve, refer or decline', parseChoice('--outcome', OUTCOMES))
    .option('--before <cursor>', 'continue where an earlier list ended')
    .action(runDecisions);
}

async function runDecisions(options: DecisionsOptions): Promise<void> {
  const app = await createApp(options);
  const page = await app.withStores((stores) =>
    stores.decisions.list({
      limit: options.limit ?? 50,
      ...(options.outcome === undefined ? {} : { outcome: options.outcome }),
      ...(options.before === undefined ? {} : { before: options.before }),
    }),
  );
  const rows = page.decisions.map((decision) => [
    decision.occurredAt,
    decision.decisionId,
    decision.decision,
    percent(decision.riskScore, 2),
    decision.grade,
    `${decision.model.name}@${decision.model.version}`,
  ]);
  if (rows.length === 0) app.terminal.print('no decisions yet: run `probity assess`');
  else
    for (const line of formatTable([['time', 'decision id', 'decision', 'risk', 'grade', 'model'], ...rows]))
      app.terminal.print(line);
  if (page.next !== undefined) app.terminal.print(`  more: --before ${page.next}`);
  app.terminal.printJson(page);
}
