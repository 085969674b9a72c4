import {
  type Application,
  type Assessment,
  type ColumnChange,
  type ColumnSchema,
  type CreditPolicy,
  columnLabel,
  type FieldValue,
  levelLabel,
  type Outcome,
  ProbityError,
} from '@probity/domain';
import { createMarginFloor, type Model, splitPoints } from '@probity/learn';
import type { FeatureReference } from '../bundle/model-bundle.js';
import { type CandidateValue, candidateValues } from './candidate-values.js';
import { refineChoice } from './refine-choice.js';
import {
  type ChangeProblem,
  type Choice,
  type FoundChange,
  type SearchBudget,
  searchChanges,
} from './search-changes.js';

/** What to look for; all of it may be left out. */
export interface CounterfactualOptions {
  /** The outcome wished for; default `approve`. `refer` is content with either. */
  readonly goal?: 'approve' | 'refer';
  /** Most features changed at once, 1 to 3, default 3. */
  readonly mostChanges?: number;
  /** Most answers, 1 to 5, default 3; they differ in what they change. */
  readonly most?: number;
  /** Features that must stay, besides those that the schema fixes. */
  readonly fixed?: readonly string[];
  /** How long the search may be, in scores, 100 to 10,000,000, default 20,000. Bounds time without a clock. */
  readonly mostScores?: number;
}

/** One feature's change. */
export interface CounterfactualChange {
  readonly feature: string;
  readonly label: string;
  readonly from: FieldValue;
  readonly to: FieldValue;
  /** In words, e.g. "Yearly income from 21,000 to 32,000". */
  readonly text: string;
}

/** A nearby application that the engine decides otherwise. */
export interface Counterfactual {
  /** At most three, dearest first. */
  readonly changes: readonly CounterfactualChange[];
  /**
   * 0.1 per change, plus the share of applicants between the two values (numbers) or 0.5 (other levels). Lower is nearer.
   */
  readonly cost: number;
  /** True when every cheaper combination of the candidate values was tried or ruled out. */
  readonly isProven: boolean;
  /** As the engine assessed the changed application. */
  readonly riskScore: number;
  readonly grade: string;
  readonly decision: Outcome;
}

/** What would change a decision; that nothing would is an answer too. */
export interface CounterfactualReport {
  readonly goal: 'approve' | 'refer';
  readonly decision: Outcome;
  readonly riskScore: number;
  /** Nearest first; empty where none was found. */
  readonly counterfactuals: readonly Counterfactual[];
  /** Why there is none: the goal is reached already, nothing may change, or nothing that may change is enough. */
  readonly none?: { readonly reason: string; readonly isProven: boolean };
  /** What was searched: features that may change, values tried for them, scores spent. */
  readonly searched: { readonly features: number; readonly values: number; readonly scores: number };
  readonly notes: readonly string[];
}

/** What the search is made of. */
export interface CounterfactualParts {
  readonly model: Model;
  /** One per feature of the model. */
  readonly columns: readonly ColumnSchema[];
  readonly references: ReadonlyMap<string, FeatureReference>;
  readonly policy: CreditPolicy;
  readonly encode: (application: unknown) => { readonly application: Application; readonly row: Float64Array };
  /** The engine itself: nothing is returned that it has not assessed. */
  readonly assess: (application: unknown) => Assessment;
  readonly decide: (application: unknown) => Outcome;
  readonly riskScoreOf: (margin: number) => number;
}

export type CounterfactualFinder = (application: unknown, options?: CounterfactualOptions) => CounterfactualReport;

/** Values tried for one number. */
const MOST_VALUES = 24;
const LENIENCE: Readonly<Record<Outcome, number>> = { approve: 0, refer: 1, decline: 2 };
/** Shared features of two answers, as a share of all theirs, from which they count as alike. */
const ALIKE = 0.6;

/**
 * Makes the search for what would change a decision.
 *
 * Changes stay within the schema's `change` (fixed, one way) and the plausible range of the training data. Every answer was assessed
 * by the engine, hard rules and all, before it is returned. It says what the model would decide, not what a person can do, nor
 * that the change would cause anything.
 *
 * The returned function throws what `assess` throws, and INVALID_ARGUMENT.
 * Cost: at most `mostScores` margins; about 10 to 100 ms for 300 trees.
 * Source: Wachter, Mittelstadt & Russell 2018; Ustun, Spangher & Liu 2019 (actionable, exact over a grid).
 */
export function createCounterfactualFinder(parts: CounterfactualParts): CounterfactualFinder {
  const { model, columns, policy } = parts;
  const ruleValues = columns.map(({ name }) => numbersInRules(policy, name));
  const notes = columns.some(({ change }) => change !== undefined) ? [NOTE] : [NOTE, OPEN_NOTE];
  const splits = splitPoints(model).map((own, feature) => [...own, ...(ruleValues[feature] ?? [])]);

  return (input, options = {}) => {
    const { goal, mostChanges, most, fixed, mostScores } = complete(options, model);
    const now = parts.assess(input);
    const { application, row } = parts.encode(input);
    const candidates = columns.map((column, feature) => {
      const change: ColumnChange = fixed.has(column.name) ? 'fixed' : (column.change ?? 'any');
      const reference = parts.references.get(column.name);
      const own = model.features[feature];
      const source = { column, reference, change, splits: splits[feature] ?? [], most: MOST_VALUES };
      return own === undefined ? [] : candidateValues({ ...source, feature: own }, row[feature] ?? Number.NaN);
    });
    const movable = candidates.filter((list) => list.length > 0).length;
    const budget: SearchBudget = { left: mostScores };
    const report = (rest: Pick<CounterfactualReport, 'counterfactuals'> & Partial<CounterfactualReport>) => ({
      goal,
      decision: now.decision,
      riskScore: now.riskScore,
      searched: {
        features: movable,
        values: candidates.reduce((sum, list) => sum + list.length, 0),
        scores: mostScores - Math.max(0, budget.left),
      },
      notes,
      ...rest,
    });
    if (LENIENCE[now.decision] <= LENIENCE[goal]) {
      return report({
        counterfactuals: [],
        none: { reason: `the decision is already "${now.decision}"`, isProven: true },
      });
    }
    if (movable === 0) {
      const reason = 'nothing may change: every feature is fixed, not known, or at the end of its range';
      return report({ counterfactuals: [], none: { reason, isProven: true } });
    }
    const changed = (choice: Choice): Application => ({
      ...application,
      ...Object.fromEntries([...choice].map(([feature, { value }]) => [columns[feature]?.name ?? '', value])),
    });
    const limit = goal === 'approve' ? policy.approveBelow : policy.declineFrom;
    const problem: ChangeProblem = {
      row,
      candidates,
      mostChanges,
      margin: (values) => model.margin(values),
      reaches: (margin) => parts.riskScoreOf(margin) < limit,
      accepts: (choice) => LENIENCE[parts.decide(changed(choice))] <= LENIENCE[goal],
      floor: createMarginFloor(
        model,
        candidates.map((list, feature) => [row[feature] ?? Number.NaN, ...list.map(({ encoded }) => encoded)]),
      ),
    };
    const found = searchDiverse(problem, most, budget);
    if (found.answers.length === 0) {
      const reason = found.isProven
        ? `no change of up to ${mostChanges} features within their plausible ranges is enough`
        : `none was found within ${mostScores} scores`;
      return report({ counterfactuals: [], none: { reason, isProven: found.isProven } });
    }
    const counterfactuals = found.answers.flatMap(({ best, isProven }): Counterfactual[] => {
      const choice = refineChoice(best.choice, row, columns, parts.references, problem.accepts);
      const { riskScore, grade, decision } = parts.assess(changed(choice));
      // The engine has the last word, whatever the search believed.
      if (LENIENCE[decision] > LENIENCE[goal]) return [];
      const changes = describeChanges(choice, columns, application);
      return [{ changes, cost: costOf(choice), isProven, riskScore, grade, decision }];
    });
    return report({ counterfactuals: counterfactuals.sort((a, b) => a.cost - b.cost) });
  };
}

const NOTE =
  'Each answer was assessed by the engine. It says what the model would decide, not that the change is possible, or would cause anything.';
const OPEN_NOTE =
  'The schema does not say which way values can change: give `change` to what is fixed (age, history) or moves one way (income, debt).';

interface Answer {
  readonly best: FoundChange;
  readonly isProven: boolean;
  readonly banned: ReadonlySet<number>;
}

/**
 * The nearest answer, then the nearest without one of its features, and so on: each is the best of what is left, and no two
 * change much the same.
 */
function searchDiverse(problem: ChangeProblem, most: number, total: SearchBudget) {
  const attempt = (banned: ReadonlySet<number>, share: number) => {
    const own: SearchBudget = { left: Math.floor(total.left * share) };
    const given = own.left;
    const { best, isProven } = searchChanges(problem, banned, own);
    total.left -= given - Math.max(0, own.left);
    return { answer: best === undefined ? undefined : { best, isProven, banned }, isProven };
  };
  const first = attempt(new Set(), most > 1 ? 0.6 : 1);
  const answers: Answer[] = first.answer === undefined ? [] : [first.answer];
  const pending: Answer[] = [];
  while (answers.length > 0 && answers.length < most && total.left > 0) {
    const last = answers[answers.length - 1];
    for (const feature of last?.best.choice.keys() ?? []) {
      const { answer } = attempt(new Set([...(last?.banned ?? []), feature]), 0.3);
      if (answer !== undefined) pending.push(answer);
    }
    pending.sort((a, b) => a.best.cost - b.best.cost);
    const next = pending.findIndex((candidate) => !answers.some((given) => areAlike(candidate, given)));
    if (next < 0) break;
    answers.push(...pending.splice(next, 1));
  }
  return { answers, isProven: first.isProven };
}

function areAlike(a: Answer, b: Answer): boolean {
  const [ours, theirs] = [a.best.choice, b.best.choice];
  const common = [...ours.keys()].filter((feature) => theirs.has(feature)).length;
  return common / (ours.size + theirs.size - common) >= ALIKE;
}

function costOf(choice: Choice): number {
  let cost = 0;
  for (const candidate of choice.values()) cost += candidate.cost;
  return cost;
}

function describeChanges(choice: Choice, columns: readonly ColumnSchema[], application: Application) {
  return [...choice]
    .sort(([, a], [, b]) => b.cost - a.cost)
    .flatMap(([feature, { value }]: [number, CandidateValue]): CounterfactualChange[] => {
      const column = columns[feature];
      if (column === undefined) return [];
      const label = columnLabel(column);
      const from = application[column.name] ?? null;
      const text = `${label} from ${inWords(column, from)} to ${inWords(column, value)}`;
      return [{ feature: column.name, label, from, to: value, text }];
    });
}

function inWords(column: ColumnSchema, value: FieldValue): string {
  if (value === null) return 'not known';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return levelLabel(column, value);
  const [whole = '', fraction] = String(value).split('.');
  const grouped = /^-?\d{4,}$/.test(whole) ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Thresholds of hard rules: a change may have to pass them as well. */
function numbersInRules({ rules = [] }: CreditPolicy, field: string): readonly number[] {
  return rules.flatMap(({ when }) =>
    when.flatMap((condition) =>
      condition.field === field && typeof condition.value === 'number' ? [condition.value] : [],
    ),
  );
}

function complete(options: CounterfactualOptions, model: Model) {
  const { goal = 'approve', mostChanges = 3, most = 3, fixed = [], mostScores = 20_000 } = options;
  const whole = (value: number, low: number, high: number) => Number.isInteger(value) && value >= low && value <= high;
  const names = new Set(model.features.map(({ name }) => name));
  const stranger = fixed.find((name) => !names.has(name));
  const checks = [
    ['goal', goal === 'approve' || goal === 'refer', 'be "approve" or "refer"', goal],
    ['mostChanges', whole(mostChanges, 1, 3), 'be 1, 2 or 3', mostChanges],
    ['most', whole(most, 1, 5), 'be a whole number from 1 to 5', most],
    ['mostScores', whole(mostScores, 100, 10_000_000), 'be a whole number from 100 to 10,000,000', mostScores],
    ['fixed', stranger === undefined, 'name features of the model', stranger],
  ] as const;
  for (const [field, holds, rule, got] of checks) {
    if (holds) continue;
    const message = `\`${field}\` of \`counterfactuals\` must ${rule}; got ${JSON.stringify(got)}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field });
  }
  return { goal, mostChanges, most, fixed: new Set(fixed), mostScores };
}
