import { existsSync, readFileSync } from 'node:fs';
import { type CreditPolicy, ProbityError } from '@probity/domain';
import { checkCreditPolicy, checkPolicyFields, type HistoryRow, readHistory } from '@probity/scoring';
import type { Stores } from '@probity/stores';
import type { App, LoadedModel } from '../app.js';
import { openSealedSet } from '../sealed-test-sets.js';
import { actorOrUnnamed } from '../shared-options.js';

/** A policy that a command works on, with how it is called. */
export interface NamedPolicy {
  readonly policy: CreditPolicy;
  readonly name: string;
  /** What a back-test of it is kept under: the policy's id, or the model's hash for the bundle's own. */
  readonly subject: string | undefined;
}

/**
 * The policy that a text names: "live" (default), "own" (the bundle's), a JSON file, or the id of a stored one.
 * @throws POLICY_NOT_FOUND, BODY_INVALID, INVALID_ARGUMENT
 */
export async function findPolicy(stores: Stores, model: LoadedModel, text = 'live'): Promise<NamedPolicy> {
  const { bundle, policy: live, reference } = model;
  const own = { policy: bundle.policy, name: "the bundle's own policy", subject: reference.hash };
  if (text === 'own') return own;
  if (text === 'live') {
    if (live === undefined) return own;
    return { policy: live.policy, name: `policy ${live.reference.id}`, subject: live.reference.id };
  }
  if (existsSync(text)) return { policy: readPolicyFile(text, model), name: text, subject: undefined };
  const stored = await stores.policies.find(text);
  if (stored.model !== reference.hash) {
    throw new ProbityError(
      'INVALID_ARGUMENT',
      `policy ${text} is for another model than ${reference.name}@${reference.version}`,
    );
  }
  return { policy: stored.policy, name: `policy ${text}`, subject: text };
}

/** @throws BODY_INVALID, INVALID_ARGUMENT naming what is off */
export function readPolicyFile(path: string, { bundle }: Pick<LoadedModel, 'bundle'>): CreditPolicy {
  const policy = readJson(path) as CreditPolicy;
  try {
    checkCreditPolicy(policy);
  } catch (cause) {
    if (cause instanceof ProbityError) throw cause;
    throw new ProbityError('BODY_INVALID', `"${path}" does not have the form of a policy`, {}, { cause });
  }
  checkPolicyFields(policy, bundle.schema);
  return policy;
}

/** @throws FILE_NOT_FOUND, BODY_INVALID */
export function readJson(path: string): unknown {
  if (!existsSync(path)) throw new ProbityError('FILE_NOT_FOUND', `"${path}" does not exist`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new ProbityError('BODY_INVALID', `"${path}" is not valid JSON`, {}, { cause });
  }
}

export interface HistoryOptions {
  readonly history: string;
  readonly month?: string;
  readonly segment?: string;
  readonly group?: string;
}

/** Reads and scores a file of past applications; a missing outcome means that nobody knows it. */
export async function loadHistory(
  app: App,
  model: LoadedModel,
  policy: CreditPolicy,
  { history, month, segment, group }: HistoryOptions,
): Promise<readonly HistoryRow[]> {
  const { terminal } = app;
  const dataset = await app.warehouse.ingest(history, {
    schema: model.bundle.schema,
    targetOptional: true,
    onProgress: terminal.progress,
  });
  for (const note of dataset.notes) terminal.note(note);
  // Choosing a policy by the outcomes of a sealed test set is a look at it.
  await app.withStores((stores) => openSealedSet(app, stores, dataset, model.reference.hash, actorOrUnnamed()));
  if (dataset.quarantined.count > 0) terminal.note(`${dataset.quarantined.count} rows of "${history}" were refused`);
  const rows: HistoryRow[] = [];
  for (const row of readHistory(dataset, model.scorer, policy, { month, segment, group })) {
    rows.push(row);
    if (rows.length % 5000 === 0) terminal.progress(rows.length / dataset.table.rowCount, `${rows.length} rows scored`);
  }
  return rows;
}
