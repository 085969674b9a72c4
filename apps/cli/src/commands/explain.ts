import { asDecisionId, canonicalJson, type JsonValue } from '@probity/domain';
import { createScorer, readBundle } from '@probity/scoring';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';
import { decisionJson, describeDecision, describeExplanation } from '../decision-text.js';

export function explainCommand(): Command {
  return new Command('explain')
    .description('Show why a recorded decision came out as it did, and replay it.')
    .argument('<decision-id>')
    .action(runExplain);
}

async function runExplain(id: string, options: CommonOptions): Promise<void> {
  const app = await createApp(options);
  const { decision, replayed } = await app.withStores(async (stores) => {
    const found = await stores.decisions.find(asDecisionId(id));
    const bundle = await readBundle(await stores.registry.load(found.model.hash), found.model.hash);
    return { decision: found, replayed: createScorer(bundle).assess(found.application) };
  });
  const { decisionId: _id, model: _model, occurredAt, processingTimeMs: _time, ...recorded } = decision;
  const identical = canonicalJson(recorded as unknown as JsonValue) === canonicalJson(replayed as unknown as JsonValue);
  for (const line of describeDecision(decision)) app.terminal.print(line);
  app.terminal.print(`  made ${occurredAt}; replay: ${identical ? 'identical' : 'DIFFERENT'}`);
  app.terminal.print();
  for (const line of describeExplanation(decision)) app.terminal.print(line);
  app.terminal.printJson({ ...decisionJson(decision), application: decision.application, replay: { identical } });
}
