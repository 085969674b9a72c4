import {
  asDecisionId,
  canonicalJson,
  type Decision,
  type JsonValue,
  type PolicyReference,
  ProbityError,
} from '@probity/domain';
import {
  type CounterfactualReport,
  createNotice,
  createScorer,
  hashPolicy,
  type NoticeSender,
  type ReadBundle,
  readBundle,
  type Scorer,
  writeNoticeHtml,
  writeNoticeText,
} from '@probity/scoring';
import type { Stores } from '@probity/stores';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp } from '../app.js';
import { decisionJson, describeDecision, describeExplanation } from '../decision-text.js';
import { examplesOf } from '../help-examples.js';
import { parseChoice, parseList } from '../option-parsers.js';
import { percent } from '../terminal.js';

interface ExplainOptions extends CommonOptions, NoticeSender {
  readonly whatWouldChangeIt?: boolean;
  readonly goal?: 'approve' | 'refer';
  readonly fixed?: readonly string[];
  readonly notice?: boolean;
  readonly html?: boolean;
}

export function explainCommand(): Command {
  return new Command('explain')
    .summary('why a decision came out, what would change it, its notice')
    .addHelpText(
      'after',
      examplesOf(
        'explain <decision-id> --what-would-change-it --fixed age',
        'explain <decision-id> --notice --creditor "Example Bank"',
      ),
    )
    .description('Show why a recorded decision came out as it did, and replay it.')
    .argument('<decision-id>')
    .option('--what-would-change-it', 'the nearest changes with which the engine decides otherwise')
    .option(
      '--goal <outcome>',
      'outcome wished for: approve, refer (default approve)',
      parseChoice('--goal', ['approve', 'refer'] as const),
    )
    .option('--fixed <features>', 'features that must stay: age,history', parseList)
    .option('--notice', 'print the adverse-action notice instead')
    .option('--html', 'the notice as an HTML page')
    .option('--creditor <name>', 'in the notice: name of the creditor')
    .option('--address <text>', 'in the notice: address of the creditor')
    .option('--contact <text>', 'in the notice: how to reach a person')
    .option('--applicant <name>', 'in the notice: whom it is addressed to')
    .option('--counter-offer <text>', 'in the notice: terms of a counter-offer')
    .option('--agency <text>', 'in the notice: supervising agency, for the Equal Credit Opportunity Act')
    .action(runExplain);
}

async function runExplain(id: string, options: ExplainOptions): Promise<void> {
  const app = await createApp(options);
  const { decision, bundle, policy } = await app.withStores(async (stores) => {
    const found = await stores.decisions.find(asDecisionId(id));
    const { model, policy: reference } = found;
    return {
      decision: found,
      bundle: await readBundle(await stores.registry.load(model.hash), model.hash),
      policy: reference && (await policyThatDecided(stores, reference)),
    };
  });
  if (options.notice === true) return printNotice(app, decision, bundle, options);
  if (options.html === true) {
    throw new ProbityError('INVALID_ARGUMENT', '`--html` of `explain` goes with --notice', { field: '--html' });
  }
  const scorer = createScorer(bundle, { policy });
  const replayed = scorer.assess(decision.application, { enrichment: decision.enrichment });
  const { decisionId: _id, model: _model, occurredAt, processingTimeMs: _time, ...recorded } = decision;
  const identical = canonicalJson(recorded as unknown as JsonValue) === canonicalJson(replayed as unknown as JsonValue);
  for (const line of describeDecision(decision)) app.terminal.print(line);
  app.terminal.print(`  made ${occurredAt}; replay: ${identical ? 'identical' : 'DIFFERENT'}`);
  app.terminal.print();
  for (const line of describeExplanation(decision)) app.terminal.print(line);
  const changes = options.whatWouldChangeIt === true ? findChanges(scorer, decision, options) : undefined;
  if (changes !== undefined) for (const line of describeChanges(changes)) app.terminal.print(line);
  app.terminal.printJson({
    ...decisionJson(decision),
    application: decision.application,
    replay: { identical },
    ...(changes === undefined ? {} : { whatWouldChangeIt: changes }),
  });
}

/** The policy that decided then, whatever is live now. @throws AUDIT_BROKEN when it is no longer what it was */
async function policyThatDecided(stores: Stores, reference: PolicyReference) {
  const { policy } = await stores.policies.find(reference.id);
  if ((await hashPolicy(policy)) === reference.hash) return { reference, policy };
  throw new ProbityError('AUDIT_BROKEN', `policy ${reference.id} is not the one that decided: its hash has changed`);
}

function findChanges(scorer: Scorer, { application }: Decision, { goal, fixed }: ExplainOptions): CounterfactualReport {
  return scorer.counterfactuals(application, {
    ...(goal === undefined ? {} : { goal }),
    ...(fixed === undefined ? {} : { fixed }),
  });
}

/** The answers as a person reads them on a terminal. */
function describeChanges({ goal, counterfactuals, none, searched, notes }: CounterfactualReport): string[] {
  const title = goal === 'approve' ? 'What would change it to an approval' : 'What would change it from a decline';
  if (none !== undefined) return ['', `${title}: nothing: ${none.reason}${none.isProven ? ' (proved)' : ''}`];
  return [
    '',
    `${title} (${searched.values} values of ${searched.features} features looked at)`,
    ...counterfactuals.flatMap(({ changes, riskScore, decision, isProven }, index) => [
      `  ${index + 1}. ${decision} at risk ${percent(riskScore, 2)}${isProven ? ', no nearer one of its kind (proved)' : ''}`,
      ...changes.map(({ text }) => `       ${text}`),
    ]),
    ...notes.map((note) => `  ${note}`),
  ];
}

function printNotice({ terminal }: App, decision: Decision, bundle: ReadBundle, options: ExplainOptions): void {
  const { creditor, address, contact, applicant, counterOffer, agency } = options;
  const given = Object.entries({ creditor, address, contact, applicant, counterOffer, agency });
  const sender: NoticeSender = Object.fromEntries(given.filter(([, text]) => text !== undefined));
  const result = createNotice(decision, bundle.schema, sender);
  if (!result.due) {
    terminal.print(`No notice: ${result.reason}.`);
    terminal.printJson(result);
    return;
  }
  const { notice } = result;
  const [text, html] = [writeNoticeText(notice), writeNoticeHtml(notice)];
  terminal.print((options.html === true ? html : text).trimEnd());
  for (const what of notice.missing) terminal.note(`left open: ${what}`);
  terminal.printJson({ ...result, text, html });
}
