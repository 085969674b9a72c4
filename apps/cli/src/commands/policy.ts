import { existsSync } from 'node:fs';
import { type Actor, backTestPolicy, compareSwapSet, describeGrid, type StoredPolicy } from '@probity/scoring';
import { Command } from 'commander';
import { type CommonOptions, createApp, loadModel } from '../app.js';
import { examplesOf } from '../help-examples.js';
import { parseChoice, parsePositive, parseWhole } from '../option-parsers.js';
import { writeOutput } from '../output-file.js';
import { findPolicy, type HistoryOptions, loadHistory, readPolicyFile } from '../policy/policy-source.js';
import { describeBackTest, describePolicy, describeSwapSet, policyLine } from '../policy/policy-text.js';
import { basisOf, STRATEGIES, type SuggestSettings, suggestPolicy } from '../policy/suggest-policy.js';
import { ACTOR_OPTION, type ActorOptions, addEconomicsOptions, MODEL_OPTION, requireActor } from '../shared-options.js';
import { stated } from '../stated.js';
import { formatTable, percent } from '../terminal.js';

interface ModelOptions extends CommonOptions {
  readonly model?: string;
}

interface StepOptions extends CommonOptions, ActorOptions {
  readonly note?: string;
}

const POLICY = ['--policy <which>', '"live", "own" (the bundle\'s), a JSON file, or an id (default live)'] as const;

export function policyCommand(): Command {
  return new Command('policy')
    .summary('cut-offs, prices and limits: suggest, test, bring live')
    .addHelpText(
      'after',
      examplesOf(
        'policy suggest --history past.csv --by profit --out new.json',
        'policy compare --history past.csv --policy new.json',
        'policy propose new.json --actor ana',
      ),
    )
    .description('Cut-offs, rules, prices and limits: suggest, test on history, and bring live with four eyes.')
    .addCommand(
      new Command('show')
        .description('Show a policy: the live one, or another.')
        .argument('[which]', '"live", "own", a JSON file, or an id', 'live')
        .option(...MODEL_OPTION)
        .action(runShow),
    )
    .addCommand(
      new Command('list')
        .description('List the policies of a model, newest first.')
        .option(...MODEL_OPTION)
        .action(runList),
    )
    .addCommand(suggestCommand())
    .addCommand(
      withHistory(new Command('backtest').description('Run a policy on history and keep the report.'))
        .option(...MODEL_OPTION)
        .option(...POLICY)
        .action(runBackTest),
    )
    .addCommand(
      withHistory(new Command('compare').description('Swap-set: who would change sides, and what that is worth.'))
        .option(...MODEL_OPTION)
        .requiredOption('--policy <which>', 'the new one: a JSON file or an id')
        .option('--against <which>', 'the current one: "live", "own", a JSON file or an id (default live)')
        .action(runCompare),
    )
    .addCommand(
      new Command('propose')
        .description('Propose a policy from a JSON file, or a draft by its id. Another person must approve it.')
        .argument('<file|id>')
        .option(...MODEL_OPTION)
        .option(...ACTOR_OPTION)
        .option('--note <text>', 'why; must name no applicant')
        .option('--draft', 'keep it as a draft')
        .action(runPropose),
    )
    .addCommand(stepCommand('approve', 'Approve a proposed policy; who drafted or proposed it cannot.'))
    .addCommand(stepCommand('reject', 'Reject a proposed policy; who drafted or proposed it cannot.'))
    .addCommand(stepCommand('activate', 'Make an approved policy decide from now on.'))
    .addCommand(
      new Command('rollback')
        .description('Put an earlier live policy back in force at once; "own" for the one in the bundle.')
        .argument('<id|own>')
        .option(...MODEL_OPTION)
        .option(...ACTOR_OPTION)
        .option('--note <text>', 'why; must name no applicant')
        .action(runRollBack),
    );
}

function withHistory(command: Command): Command {
  return command
    .requiredOption('--history <file>', 'past applications with their outcomes; a missing outcome = not known (needed)')
    .option('--month <column>', 'date column for results by month (default: the one with the role time)')
    .option('--segment <column>', 'column for results by segment')
    .option('--group <column>', 'protected column for the adverse impact ratio (default: the first one)');
}

function suggestCommand(): Command {
  const command = withHistory(new Command('suggest').description('Choose cut-offs, prices and limits from history.'))
    .requiredOption('--by <strategy>', `${STRATEGIES.join(', ')} (needed)`, parseChoice('--by', STRATEGIES))
    .option('--target <share>', 'the approval or bad rate to reach, 0 to 1', parsePositive('--target'))
    .option('--refer-rate <share>', 'refer this share above the approved (default 0)', parsePositive('--refer-rate'))
    .option('--exposure <column>', 'column with the amount asked for')
    .option('--typical <money>', 'amount where it is not known', parsePositive('--typical'))
    .option('--currency <code>', 'for people, e.g. EUR')
    .option('--rules <json>', 'file with a list of hard rules')
    .option('--borderline <width>', 'refer scores nearer than this to a cut-off', parsePositive('--borderline'))
    .option(
      '--largest-limit <money>',
      'suggest a grid of prices and limits up to this',
      parsePositive('--largest-limit'),
    )
    .option('--bands-of <column>', "number column for the grid's bands, e.g. income")
    .option('--bands <n>', 'how many (default 4)', parseWhole('--bands', 1, 20))
    .option('--band-multiple <n>', "limit at most this times the band's lower end", parsePositive('--band-multiple'))
    .option('--largest-loss <money>', 'expected loss of one loan at most', parsePositive('--largest-loss'))
    .option(
      '--target-return <share>',
      'expected profit each loan must leave (default 0.01)',
      parsePositive('--target-return'),
    )
    .option('--round-to <money>', 'round limits down to multiples of this', parsePositive('--round-to'))
    .option('--out <json>', 'where to write the policy')
    .option(...MODEL_OPTION)
    .action(runSuggest);
  return addEconomicsOptions(command, 'that of the policy in force');
}

function stepCommand(step: 'approve' | 'reject' | 'activate', description: string): Command {
  return new Command(step)
    .description(description)
    .argument('<id>')
    .option(...ACTOR_OPTION)
    .option('--note <text>', 'why; must name no applicant')
    .action(async (id: string, options: StepOptions) => {
      const app = await createApp(options);
      const taken = stepOf(options);
      const stored = await app.withStores((stores) => stores.policies[step](id, taken));
      app.terminal.print(`policy ${id} is ${stored.state}`);
      app.terminal.printJson(policyJson(stored));
    });
}

async function runShow(which: string, options: ModelOptions): Promise<void> {
  const app = await createApp(options);
  const { found, stored } = await app.withStores(async (stores) => {
    const model = await loadModel(stores, options.model);
    const found = await findPolicy(stores, model, which);
    const isStored = found.subject !== undefined && found.subject !== model.reference.hash;
    return { found, stored: isStored ? await stores.policies.find(found.subject) : undefined };
  });
  app.terminal.print(`${found.name}${stored === undefined ? '' : ` is ${stored.state}`}`);
  for (const line of describePolicy(found.policy)) app.terminal.print(line);
  for (const { kind, actor, at, note } of stored?.events ?? [])
    app.terminal.print(
      `  ${at.slice(0, 19)} ${kind} by ${actor.name} (${actor.identifiedBy})${note === undefined ? '' : `: ${note}`}`,
    );
  app.terminal.printJson(stored === undefined ? { policy: found.policy } : policyJson(stored));
}

async function runList(options: ModelOptions): Promise<void> {
  const app = await createApp(options);
  const { policies, reference } = await app.withStores(async (stores) => {
    const { reference } = await loadModel(stores, options.model);
    return { reference, policies: await stores.policies.list(reference.hash) };
  });
  if (policies.length === 0)
    app.terminal.print(`no stored policies of ${reference.name}@${reference.version}: the bundle's own decides`);
  else
    for (const line of formatTable([['policy', 'state', 'last by', 'at', 'note'], ...policies.map(policyLine)]))
      app.terminal.print(line);
  app.terminal.printJson({ model: reference, policies: policies.map(policyJson) });
}

type SuggestOptions = ModelOptions & HistoryOptions & SuggestSettings & { readonly out?: string };

async function runSuggest(options: SuggestOptions): Promise<void> {
  const app = await createApp(options);
  const { terminal } = app;
  const model = await app.withStores((stores) => loadModel(stores, options.model));
  const basis = basisOf(model.scorer.policy, options);
  const history = await loadHistory(app, model, basis, options);
  const { policy, chosen } = suggestPolicy(basis, history, options);
  const grid = policy.offers === undefined ? [] : describeGrid({ ...policy, offers: policy.offers }, history);
  const { approvalRate, badRate, profit, expectedProfit } = chosen.expected;
  terminal.print(
    `suggested by ${options.by} from ${history.length} rows (${chosen.unknownRows} without a known outcome)`,
  );
  for (const line of describePolicy(policy)) terminal.print(line);
  terminal.print(
    `  approves ${percent(approvalRate)}, bad rate ${badRate === null ? 'not assessed' : percent(badRate)}, profit ${profit.toFixed(2)}, expected ${expectedProfit.toFixed(2)}`,
  );
  if (options.by === 'profit')
    terminal.print('  a maximum found on this history is optimistic: back-test it on other rows');
  if (options.out !== undefined) {
    await writeOutput(options.out, `${JSON.stringify(policy, null, 2)}\n`);
    terminal.print(`written to ${options.out}`);
  }
  terminal.printJson({ ...chosen, rows: history.length, policy, grid });
}

async function runBackTest(options: ModelOptions & HistoryOptions & { readonly policy?: string }): Promise<void> {
  const app = await createApp(options);
  const { model, found } = await app.withStores(async (stores) => {
    const model = await loadModel(stores, options.model);
    return { model, found: await findPolicy(stores, model, options.policy) };
  });
  const history = await loadHistory(app, model, found.policy, options);
  const report = backTestPolicy(found.policy, history);
  const { subject } = found;
  // A file is no policy of the store yet, so there is nothing to keep its report under.
  const saved =
    subject === undefined
      ? undefined
      : await app.withStores((stores) => stores.reports.save({ kind: 'backtest', subject, report }));
  app.terminal.print(`${found.name} on ${history.length} rows of ${options.history}`);
  for (const line of describeBackTest(report)) app.terminal.print(line);
  if (saved !== undefined) app.terminal.print(`  kept as report ${saved.id}`);
  const { sample: _sample, ...shown } = report;
  app.terminal.printJson({ reportId: saved?.id ?? null, ...shown });
}

interface CompareOptions extends ModelOptions, HistoryOptions {
  readonly policy: string;
  readonly against?: string;
}

async function runCompare(options: CompareOptions): Promise<void> {
  const app = await createApp(options);
  const { model, proposed, current } = await app.withStores(async (stores) => {
    const model = await loadModel(stores, options.model);
    const [proposed, current] = [
      await findPolicy(stores, model, options.policy),
      await findPolicy(stores, model, options.against),
    ];
    return { model, proposed, current };
  });
  const history = await loadHistory(app, model, proposed.policy, options);
  const swap = compareSwapSet(current.policy, proposed.policy, history);
  app.terminal.print(`${proposed.name} against ${current.name} on ${history.length} rows of ${options.history}`);
  for (const line of describeSwapSet(swap)) app.terminal.print(line);
  app.terminal.printJson(swap);
}

async function runPropose(
  what: string,
  options: ModelOptions & StepOptions & { readonly draft?: boolean },
): Promise<void> {
  const app = await createApp(options);
  const taken = stepOf(options);
  const stored = await app.withStores(async (stores) => {
    if (!existsSync(what)) return stores.policies.propose(what, taken);
    const model = await loadModel(stores, options.model);
    const policy = readPolicyFile(what, model);
    const drafted = await stores.policies.draft({ model: model.reference.hash, policy, ...taken });
    return options.draft === true ? drafted : stores.policies.propose(drafted.reference.id, { actor: taken.actor });
  });
  app.terminal.print(`policy ${stored.reference.id} is ${stored.state}; hash ${stored.reference.hash.slice(0, 12)}`);
  app.terminal.printJson(policyJson(stored));
}

async function runRollBack(id: string, options: ModelOptions & StepOptions): Promise<void> {
  const app = await createApp(options);
  const taken = stepOf(options);
  const live = await app.withStores(async (stores) => {
    const model =
      id === 'own' ? (await loadModel(stores, options.model)).reference.hash : (await stores.policies.find(id)).model;
    return stores.policies.rollBack(model, id === 'own' ? null : id, taken);
  });
  app.terminal.print(live === undefined ? "the bundle's own policy is live" : `policy ${live.reference.id} is live`);
  app.terminal.printJson({ live: live?.reference ?? null });
}

function policyJson({ reference, model, state, policy, events }: StoredPolicy) {
  return { ...reference, model, state, policy, events };
}

function stepOf(options: StepOptions): { readonly actor: Actor; readonly note?: string } {
  return { actor: requireActor(options), ...stated({ note: options.note }) };
}
