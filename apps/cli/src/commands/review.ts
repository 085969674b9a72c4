import { asDecisionId } from '@probity/domain';
import { type ReviewCase, type ReviewReason, reviewReasons } from '@probity/scoring';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';
import { examplesOf } from '../help-examples.js';
import { parseChoice, parseList, parseWhole } from '../option-parsers.js';
import { ACTOR_OPTION, type ActorOptions, requireActor } from '../shared-options.js';
import { formatTable, percent } from '../terminal.js';

interface ClaimOptions extends CommonOptions, ActorOptions {}

interface DecideOptions extends ClaimOptions {
  readonly reason: readonly string[];
  readonly note?: string;
}

const STATES = ['open', 'claimed', 'decided'] as const;

export function reviewCommand(): Command {
  return new Command('review')
    .summary('decide what was referred to a person')
    .addHelpText(
      'after',
      examplesOf(
        'review claim --actor ana',
        'review decide <decision-id> approve --reason income-verified --actor ana',
      ),
    )
    .description('Referred applications that wait for a person.')
    .addCommand(
      new Command('list')
        .description('List cases in the order in which they are served, and how reviewing goes.')
        .option(
          '--state <state>',
          'only open, claimed or decided (default: not decided)',
          parseChoice('--state', STATES),
        )
        .option('--limit <n>', 'how many (default 50)', parseWhole('--limit', 1, 500))
        .action(runList),
    )
    .addCommand(
      new Command('claim')
        .description('Take a case, or the next one; nobody else gets it for 30 minutes.')
        .argument('[decision-id]', 'default: the next one')
        .option(...ACTOR_OPTION)
        .action(runClaim),
    )
    .addCommand(
      new Command('decide')
        .description('Decide a case that you hold.')
        .argument('<decision-id>')
        .argument('<outcome>', 'approve or decline', parseChoice('outcome', ['approve', 'decline']))
        .requiredOption('--reason <codes>', Object.keys(reviewReasons).join(', '), parseList)
        .option('--note <text>', 'kept encrypted, erased with the person; needed with "other"')
        .option(...ACTOR_OPTION)
        .action(runDecide),
    );
}

async function runList(options: CommonOptions & { state?: ReviewCase['state']; limit?: number }): Promise<void> {
  const app = await createApp(options);
  const { state, limit } = options;
  const { cases, statistics } = await app.withStores(async (stores) => ({
    cases: await stores.reviews.list({ ...(state && { state }), ...(limit && { limit }) }),
    statistics: await stores.reviews.statistics(),
  }));
  const { open, claimed, decided, medianSecondsToDecision: median, overrideRate } = statistics;
  app.terminal.print(`${open} open, ${claimed} claimed, ${decided} decided`);
  if (median !== null) app.terminal.print(`  median time to decision ${(median / 60).toFixed(1)} minutes`);
  if (overrideRate !== null) app.terminal.print(`  against the engine's suggestion ${percent(overrideRate)}`);
  if (cases.length > 0) {
    const rows = cases.map((one) => [
      one.decisionId,
      one.openedAt.slice(0, 16),
      percent(one.riskScore, 2),
      one.grade,
      one.stake.toFixed(2),
      one.suggestion ?? '',
      one.verdict?.outcome ?? one.claim?.actor.name ?? '',
    ]);
    const head = ['decision id', 'opened', 'risk', 'grade', 'stake', 'suggestion', 'by'];
    for (const line of formatTable([head, ...rows])) app.terminal.print(line);
  }
  app.terminal.printJson({ cases, statistics });
}

async function runClaim(id: string | undefined, options: ClaimOptions): Promise<void> {
  const app = await createApp(options);
  const actor = requireActor(options);
  const taken = await app.withStores((stores) =>
    id === undefined ? stores.reviews.claimNext(actor) : stores.reviews.claim(asDecisionId(id), actor),
  );
  app.terminal.print(
    taken === undefined
      ? 'nothing waits'
      : `${taken.decisionId} is yours until ${taken.claim?.until.slice(0, 16)}; see \`probity explain ${taken.decisionId}\``,
  );
  app.terminal.printJson({ case: taken ?? null });
}

async function runDecide(id: string, outcome: 'approve' | 'decline', options: DecideOptions): Promise<void> {
  const app = await createApp(options);
  const { reason, note } = options;
  const verdict = { actor: requireActor(options), outcome, reasons: reason as ReviewReason[], ...(note && { note }) };
  const decided = await app.withStores((stores) => stores.reviews.decide(asDecisionId(id), verdict));
  const { secondsToDecision = 0, isOverride } = decided.verdict ?? {};
  app.terminal.print(
    `${id}: ${outcome} after ${(secondsToDecision / 60).toFixed(1)} minutes${isOverride === true ? ", against the engine's suggestion" : ''}`,
  );
  app.terminal.printJson(decided);
}
