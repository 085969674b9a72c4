import { type Application, type FieldValue, ProbityError } from '@probity/domain';
import {
  type ClassicScore,
  type CompanyStatement,
  classicInputsFromRatios,
  classicInputsOf,
  classicScores,
  computeRatios,
  isRatioName,
  missingItems,
  statementItems,
} from '@probity/features';
import type { ModelBundle } from '../bundle/model-bundle.js';

/** A company as its statements, or as ratios that were computed elsewhere. */
export interface CompanyInput {
  /** Statements of the year that is judged. */
  readonly statement?: CompanyStatement;
  /** Statements of the years before, the latest first; for growth. */
  readonly earlier?: readonly CompanyStatement[];
  /** Ratios by name (`currentRatio`) or by the model's columns (`Attr4`), and any other feature of the model; they win over the statement's. */
  readonly ratios?: Readonly<Record<string, FieldValue>>;
}

/** How much of what a model looks at is known of a company. */
export interface CompanyCoverage {
  /** Features of the model that are known. */
  readonly known: number;
  readonly features: number;
  /** A sentence where so little is known that the answer rests on little; null otherwise. */
  readonly warning: string | null;
}

/** A company as a model takes it, with what the literature says of it. */
export interface PreparedCompany {
  /** Every feature of the model; null where it is not known. */
  readonly application: Application;
  readonly coverage: CompanyCoverage;
  /** Altman, Ohlson, Zmijewski. */
  readonly classics: readonly ClassicScore[];
  /** Sentences about what does not add up, and which ratios could not be computed or read the other way round. */
  readonly notes: readonly string[];
}

/** Column of each ratio in the model's training data; undefined for a model that is not of the blueprint `bankruptcy`. */
export function companyRatioColumns(
  bundle: Pick<ModelBundle, 'provenance'>,
): Readonly<Record<string, string>> | undefined {
  const settings = bundle.provenance.settings as
    | { readonly blueprint?: { readonly name?: unknown; readonly ratios?: unknown } }
    | null
    | undefined;
  if (settings?.blueprint?.name !== 'bankruptcy') return undefined;
  const { ratios } = settings.blueprint;
  return typeof ratios === 'object' && ratios !== null ? (ratios as Readonly<Record<string, string>>) : {};
}

/**
 * Brings a company into the form of a model: ratios of its statements by the names of the model's columns, and the classic scores.
 *
 * @throws INVALID_ARGUMENT for a model of another kind, or when neither statement nor ratios are given; UNKNOWN_FIELD, WRONG_TYPE
 * @example prepareCompany(bundle, { statement: { totalAssets: 900, sales: 1200 } }).application
 */
export function prepareCompany(
  bundle: Pick<ModelBundle, 'provenance' | 'model'>,
  { statement, earlier = [], ratios = {} }: CompanyInput,
): PreparedCompany {
  const columns = companyRatioColumns(bundle);
  if (columns === undefined) {
    const message =
      '`model` must be one of the blueprint bankruptcy: train it with --blueprint bankruptcy, or name one';
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'model' });
  }
  if (statement === undefined && Object.keys(ratios).length === 0) {
    throw new ProbityError('INVALID_ARGUMENT', '`company` must hold a statement or ratios', { field: 'company' });
  }
  const report = statement === undefined ? undefined : computeRatios(statement, earlier);
  const features = new Set(bundle.model.features.map(({ name }) => name));
  const nameOfColumn = new Map(Object.entries(columns).map(([name, column]) => [column, name]));
  const known = new Map<string, FieldValue>();
  const notes: string[] = [...(report?.notes ?? [])];
  const ratiosByNote = new Map<string, string[]>();
  for (const [name, { value, note }] of Object.entries(report?.ratios ?? {})) {
    known.set(name, value);
    const isAsked = features.has(columns[name] ?? name);
    if (note !== undefined && isAsked) ratiosByNote.set(note, [...(ratiosByNote.get(note) ?? []), name]);
  }
  for (const [note, names] of ratiosByNote) notes.push(`${names.join(', ')}: ${note}`);
  const others = new Map<string, FieldValue>();
  for (const [key, value] of Object.entries(ratios)) {
    const name = nameOfColumn.get(key) ?? (isRatioName(key) ? key : undefined);
    if (name !== undefined) known.set(name, value);
    else if (features.has(key)) others.set(key, value);
    else {
      const message = `"${key}" is neither a ratio nor a feature of the model`;
      throw new ProbityError('UNKNOWN_FIELD', message, { field: key });
    }
  }
  const application: Record<string, FieldValue> = {};
  for (const { name: feature } of bundle.model.features) {
    const ratio = nameOfColumn.get(feature) ?? feature;
    application[feature] = known.get(ratio) ?? others.get(feature) ?? null;
  }
  const given = Object.fromEntries([...known].map(([name, value]) => [name, typeof value === 'number' ? value : null]));
  const fromStatement = statement === undefined ? {} : classicInputsOf(statement, earlier);
  const fromRatios = Object.fromEntries(
    Object.entries(classicInputsFromRatios(given)).filter(([, value]) => value !== null),
  );
  const asked = bundle.model.features.map(({ name }) => nameOfColumn.get(name) ?? name);
  const coverage = coverageOf(application, statement, asked.filter(isRatioName));
  return { application, coverage, classics: classicScores({ ...fromStatement, ...fromRatios }), notes };
}

/** With less than this share of its features known, a model says more of the companies it learned from than of this one. */
const ENOUGH_KNOWN = 2 / 3;
const MOST_NAMED = 5;

/** Whether less than two thirds of the features that a model looks at are known of a company. */
export function restsOnLittle(application: Application, features: readonly string[]): boolean {
  return knownOf(application, features) < ENOUGH_KNOWN * features.length;
}

function knownOf(application: Application, features: readonly string[]): number {
  return features.filter((name) => (application[name] ?? null) !== null).length;
}

function coverageOf(
  application: Application,
  statement: CompanyStatement | undefined,
  ratios: readonly string[],
): CompanyCoverage {
  const names = Object.keys(application);
  const features = names.length;
  const known = knownOf(application, names);
  if (!restsOnLittle(application, names)) return { known, features, warning: null };
  const wanted = missingItems(statement ?? {}, statement === undefined ? [] : ratios).slice(0, MOST_NAMED);
  const help =
    wanted.length === 0
      ? 'give more of the ratios, or statements'
      : `most is gained by ${wanted.map(({ item }) => `${statementItems[item].toLowerCase()} (${item})`).join(', ')}`;
  const warning = `only ${known} of the ${features} features of the model are known; the other ${features - known} count as of a company like those it learned from, so the class and the probability rest on little: ${help}`;
  return { known, features, warning };
}

/** `1` high risk, `0` low risk: whether the probability is at or above the cut of least cost that the policy holds. */
export function riskClassOf(riskScore: number, cut: number): 0 | 1 {
  return riskScore >= cut ? 1 : 0;
}
