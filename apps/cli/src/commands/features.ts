import { basename, extname } from 'node:path';
import { ProbityError } from '@probity/domain';
import {
  bindEvents,
  type EventMap,
  type EventMapGuess,
  type FeatureSet,
  featureTitle,
  guessEventMap,
  parseDuration,
  parseEventMap,
  planFeatures,
  proposeFeatures,
  sourceOfMap,
} from '@probity/features';
import { buildTrainingFile, computeFeatureFile, readEventSample } from '@probity/warehouse';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';
import { describeMap, describeProposal, describeSet } from '../features-text.js';
import { examplesOf } from '../help-examples.js';
import { cleaningUp } from '../interruption.js';
import { parseWhole } from '../option-parsers.js';
import { refuseExisting, writeOutput } from '../output-file.js';
import { readFeatureSet } from '../read-feature-set.js';
import { THREADS_OPTION } from '../shared-options.js';
import { stated } from '../stated.js';
import type { Terminal } from '../terminal.js';

interface ComputeOptions extends CommonOptions {
  readonly features: string;
  readonly map?: EventMap;
  readonly out?: string;
  readonly labels?: string;
  readonly asOf?: string;
  readonly threads?: number;
}

interface ProposeOptions extends CommonOptions {
  readonly map?: EventMap;
  readonly target?: string;
  readonly labelDelay?: string;
  readonly most?: number;
  readonly out?: string;
}

const MAP_OPTION = [
  '--map <names>',
  'which column holds what: at=when,customer=who,amount=paid (default: guessed, and shown)',
  parseEventMap,
] as const;

export function featuresCommand(): Command {
  return new Command('features')
    .summary('features of events: propose them, check their definition, compute them over history')
    .addHelpText(
      'after',
      examplesOf(
        'features propose payments.csv --target fraud --out features.json',
        'features check features.json',
        'features compute payments.parquet --features features.json --out with-features.parquet',
        'features compute payments.csv --features features.json --labels loans.csv --as-of opened --out train.parquet',
      ),
    )
    .description('Features of events: one definition for history and for the live stream.')
    .addCommand(
      new Command('check')
        .description('Check a definition, and say in words what each feature is.')
        .argument('<set.json>', 'the feature set')
        .action(runCheck),
    )
    .addCommand(
      new Command('compute')
        .description('Compute features at every event of a file, or as of the moments of a table of labels.')
        .argument('<file>', 'events: Parquet of any size, or any format that is read')
        .requiredOption('--features <set.json>', 'the feature set')
        .option(...MAP_OPTION)
        .option('--out <file>', 'Parquet file to write (default: <file>.features.parquet)')
        .option('--labels <file>', 'rows with keys and a moment: features are as of then')
        .option('--as-of <column>', "the labels' column with the moment (default: asOf, or their only dates)")
        .option(...THREADS_OPTION)
        .action(runCompute),
    )
    .addCommand(
      new Command('propose')
        .description('Propose features from a history of events: computed, pruned, named.')
        .argument('<file>', 'events, in any format that is read')
        .option(...MAP_OPTION)
        .option(
          '--target <name>',
          'column with the outcome (default: the label that the map has; without one judged by how much they vary)',
        )
        .option('--label-delay <time>', 'how long after an event its label is known, as in 7d (default 7d)')
        .option('--most <n>', 'features to keep at most (default 30)', parseWhole('--most', 1, 1_000))
        .option('--out <set.json>', 'write the feature set here')
        .action(runPropose),
    );
}

async function runCheck(file: string, options: CommonOptions): Promise<void> {
  const { terminal } = await createApp(options);
  const set = await readFeatureSet(file);
  const { retentionMs } = planFeatures(set);
  for (const line of describeSet(set, retentionMs)) terminal.print(line);
  terminal.printJson({
    ...{ name: set.name, retentionMs },
    features: set.features.map((feature) => ({ name: feature.name, title: featureTitle(feature) })),
  });
}

async function runCompute(file: string, options: ComputeOptions): Promise<void> {
  const { terminal } = await createApp(options);
  const set = await readFeatureSet(options.features);
  const output = options.out ?? `${basename(file, extname(file))}.features.parquet`;
  refuseExisting(output, '--out', 'choose another with `--out`');
  const map = await chooseMap(file, set, options.map, terminal);
  const { progress } = terminal;
  const shared = { output, set, map, progress };
  if (options.labels !== undefined) {
    const report = await buildTrainingFile({
      ...{ ...shared, events: file, labels: options.labels },
      ...stated({ asOf: options.asOf }),
    });
    terminal.print(
      `${output}: ${report.features.length} features as of ${report.rows} rows, from ${report.events} events; ${report.seconds.toFixed(1)} s`,
    );
    terminal.printJson({ output, map, ...report });
    return;
  }
  const stop = new AbortController();
  const work = computeFeatureFile({
    ...shared,
    input: file,
    signal: stop.signal,
    ...stated({ threads: options.threads }),
  });
  const report = await cleaningUp(
    () => {
      stop.abort();
      return work.catch(() => undefined);
    },
    () => work,
  );
  const lost = report.rowsQuarantined === 0 ? '' : `; ${report.rowsQuarantined} rows could not be read`;
  terminal.print(
    `${output}: ${report.features.length} features of ${report.rows} events; ${report.seconds.toFixed(1)} s${lost}`,
  );
  terminal.printJson({ output, map, ...report });
}

async function runPropose(file: string, options: ProposeOptions): Promise<void> {
  const { terminal } = await createApp(options);
  if (options.out !== undefined) refuseExisting(options.out, '--out', 'choose another with `--out`');
  const labelDelay = options.labelDelay ?? '7d';
  if (Number.isNaN(parseDuration(labelDelay))) {
    throw new ProbityError(
      'INVALID_ARGUMENT',
      `\`--label-delay\` must be a time such as 7d or 12h; got "${labelDelay}"`,
      {
        field: '--label-delay',
      },
    );
  }
  const { table, rowCount } = await readEventSample(file, MOST_EVENTS, (share, what) =>
    terminal.progress(share * 0.3, what),
  );
  const guess = guessEventMap(table);
  const stating = options.target !== undefined && table.columns.some(({ name }) => name === options.target);
  // A target named as the file names it is the label.
  const map = { ...guess.map, ...(stating ? { fraud: options.target as string } : {}), ...options.map };
  const target = stating || (options.target === undefined && map['fraud'] !== undefined) ? 'fraud' : options.target;
  for (const line of describeMap(map, guess)) terminal.print(line);
  const source = sourceOfMap(table, map, { labelDelay });
  const proposal = proposeFeatures(bindEvents(table, map, source), source, {
    ...stated({ target, maxFeatures: options.most }),
    ...{ maxEvents: MOST_EVENTS, name: basename(file).replace(/\W.*$/, '') || 'proposed' },
    onProgress: (share, what) => terminal.progress(0.3 + share * 0.7, what),
  });
  for (const line of describeProposal(proposal, rowCount)) terminal.print(line);
  if (options.out !== undefined) {
    await writeOutput(options.out, `${JSON.stringify(proposal.set, null, 2)}\n`);
    terminal.print(`written: ${options.out}`);
  }
  terminal.printJson({ map, ...proposal });
}

/** The latest events that proposals are made from. */
const MOST_EVENTS = 400_000;
/** Rows that show which column holds what. */
const ROWS_TO_GUESS_BY = 20_000;

/** What was stated, then columns of the very name, then the guess; said aloud as far as it was guessed. */
async function chooseMap(
  file: string,
  set: FeatureSet,
  given: EventMap | undefined,
  terminal: Terminal,
): Promise<EventMap> {
  const needed = ['at', ...Object.keys(set.sources[0]?.columns ?? {})];
  if (given !== undefined && needed.every((name) => given[name] !== undefined)) return given;
  const { table } = await readEventSample(file, ROWS_TO_GUESS_BY);
  const guess: EventMapGuess = guessEventMap(table);
  const names = new Set(table.columns.map(({ name }) => name));
  const map: Record<string, string> = { ...given };
  for (const name of needed) {
    if (map[name] !== undefined) continue;
    const column = names.has(name) ? name : guess.map[name];
    if (column !== undefined) map[name] = column;
  }
  for (const name of ['id', 'knownAt']) {
    const guessed = guess.map[name];
    if (map[name] === undefined && guessed !== undefined && given === undefined) map[name] = guessed;
  }
  for (const line of describeMap(map, guess)) terminal.note(line);
  return map;
}
