import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { asDecisionId, type Decision, ProbityError } from '@probity/domain';
import { reviewTicket } from '@probity/scoring';
import { Command } from 'commander';
import { type CommonOptions, createApp, loadModel } from '../app.js';
import { assessEnriched } from '../assess-enriched.js';
import { decisionJson, describeDecision } from '../decision-text.js';
import { examplesOf } from '../help-examples.js';
import { MODEL_OPTION } from '../shared-options.js';

interface AssessOptions extends CommonOptions {
  readonly model?: string;
  readonly subject?: string;
  readonly enrich?: string;
}

export function assessCommand(): Command {
  return new Command('assess')
    .summary('decide one application and record it')
    .addHelpText(
      'after',
      examplesOf('assess application.json --subject customer-17', `assess '{"age": 41, "income": null}' --json`),
    )
    .description('Assess one application, record the decision and say why.')
    .argument(
      '<json|->',
      'the application: JSON text, a JSON file, or - for standard input; null where a field is not known',
    )
    .option(...MODEL_OPTION)
    .option('--enrich <file>', 'fill in fields from economic series, reference data, a bureau (JSON)')
    .option('--subject <id>', 'who it is about; kept as a keyed pseudonym')
    .action(runAssess);
}

async function runAssess(source: string, options: AssessOptions): Promise<void> {
  const app = await createApp(options);
  const application = parseApplication(await readSource(source));
  const decision = await app.withStores(async (stores) => {
    const { reference, scorer } = await loadModel(stores, options.model);
    const started = performance.now();
    const scored = await assessEnriched(app, options, scorer, application);
    const decided: Decision = {
      ...scored,
      decisionId: asDecisionId(randomUUID()),
      model: reference,
      occurredAt: new Date().toISOString(),
      processingTimeMs: performance.now() - started,
    };
    const { subject } = options;
    return stores.decisions.record(decided, {
      ...(subject === undefined ? {} : { subject }),
      ...(decided.decision === 'refer' ? { review: reviewTicket(scorer.policy, decided, decided.application) } : {}),
    });
  });
  for (const line of describeDecision(decision)) app.terminal.print(line);
  app.terminal.printJson(decisionJson(decision));
}

async function readSource(source: string): Promise<string> {
  if (source === '-') return text(process.stdin);
  if (source.trimStart().startsWith('{')) return source;
  if (!existsSync(source)) throw new ProbityError('FILE_NOT_FOUND', `"${source}" is neither JSON nor a file`);
  return readFileSync(source, 'utf8');
}

function parseApplication(json: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new ProbityError('BODY_INVALID', 'the application is not valid JSON', { field: 'application' }, { cause });
  }
  // The body of an API request is welcome too, so that one file serves both.
  const isWrapped =
    typeof value === 'object' && value !== null && Object.keys(value).length === 1 && 'application' in value;
  return isWrapped ? (value as { application: unknown }).application : value;
}
