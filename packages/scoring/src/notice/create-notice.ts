import { type ColumnSchema, type DatasetSchema, type Decision, type Outcome, ProbityError } from '@probity/domain';

/** Who sends the notice, and what only the sender can know. Nothing here has a default: what is missing is said to be. */
export interface NoticeSender {
  /** The creditor's name. */
  readonly creditor?: string;
  /** Postal address, on one line or several. */
  readonly address?: string;
  /** How to reach a person: telephone, e-mail, hours. */
  readonly contact?: string;
  /** Whom the notice is addressed to. */
  readonly applicant?: string;
  /** Terms of a counter-offer in words; makes the notice one of a counter-offer. */
  readonly counterOffer?: string;
  /** Agency that oversees the creditor, with its address, for the notice under the Equal Credit Opportunity Act. */
  readonly agency?: string;
}

/** A notice of adverse action, as data. */
export interface Notice {
  readonly decisionId: string;
  /** Day of the decision, YYYY-MM-DD (UTC). */
  readonly date: string;
  readonly outcome: 'declined' | 'referred' | 'counter-offer';
  readonly sender: NoticeSender;
  /** What happened, in one sentence. */
  readonly statement: string;
  /** Principal reasons, worst first, at most four. */
  readonly reasons: readonly string[];
  /** What the applicant may ask for. */
  readonly rights: readonly string[];
  /** Particulars that the law may want and that nobody gave. */
  readonly missing: readonly string[];
  readonly background: string;
}

/** A notice, or why there is none to send. */
export type NoticeResult =
  | { readonly due: true; readonly notice: Notice }
  | { readonly due: false; readonly reason: string };

const MOST_REASONS = 4;

const BACKGROUND =
  'Background, not legal advice: notices of adverse action under 12 CFR 1002.9 (Regulation B, Equal Credit Opportunity Act) and decisions by automated means under article 22 GDPR. Whether and how they apply is for counsel to say.';

/**
 * Writes the notice of adverse action for a recorded decision: in plain words, from the decision's own reasons.
 *
 * Declines get one, and so do referrals (as a notice that a person will decide) and counter-offers; approvals do not. Reasons are
 * those recorded: factors that raised the risk, at most four, worst first, in the schema's words; a hard rule that decided
 * comes before them. A reason that names a protected attribute stops the notice: it would show that one was used.
 *
 * @param schema of the model that decided
 * @throws INVALID_ARGUMENT when a reason rests on a column that the schema protects, or when a text of the sender is empty
 * @example createNotice(decision, bundle.schema, { creditor: 'Example Bank', contact: '0800 000 000' })
 */
export function createNotice(decision: Decision, schema: DatasetSchema, sender: NoticeSender = {}): NoticeResult {
  for (const [field, text] of Object.entries(sender)) {
    if (text === undefined || (typeof text === 'string' && text.trim() !== '')) continue;
    throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of the notice must not be empty`, { field });
  }
  const outcome = outcomeOf(decision.decision, sender);
  if (outcome === undefined) {
    return {
      due: false,
      reason: 'the application was approved as asked: there is no adverse action to give notice of',
    };
  }
  refuseProtected(decision, schema);
  const rules = (decision.causes ?? []).filter(({ kind }) => kind === 'rule').map(({ text }) => text);
  const reasons = [...new Set([...rules, ...decision.reasons.map(({ text }) => text)])].slice(0, MOST_REASONS);
  const notice: Notice = {
    decisionId: decision.decisionId,
    date: decision.occurredAt.slice(0, 10),
    outcome,
    sender,
    statement: statements[outcome],
    reasons: reasons.length > 0 ? reasons : [NO_SINGLE_REASON],
    rights: rightsOf(outcome, sender),
    missing: missingFrom(sender),
    background: BACKGROUND,
  };
  return { due: true, notice };
}

/** A decline with no factor above the average comes from the cut-off alone; that has to be said as it is. */
const NO_SINGLE_REASON =
  'The overall assessment of the application did not reach our minimum; no single factor stood out';

const statements: Readonly<Record<Notice['outcome'], string>> = {
  declined: 'We have decided not to approve your application for credit.',
  referred:
    'Your application for credit could not be approved automatically. A person will look at it before a decision is made.',
  'counter-offer':
    'We cannot approve your application for credit on the terms you asked for, but we can make you another offer.',
};

function outcomeOf(decision: Outcome, { counterOffer }: NoticeSender): Notice['outcome'] | undefined {
  if (counterOffer !== undefined) return 'counter-offer';
  if (decision === 'decline') return 'declined';
  return decision === 'refer' ? 'referred' : undefined;
}

function refuseProtected(decision: Decision, schema: DatasetSchema): void {
  const guarded = new Map<string, ColumnSchema>(
    schema.columns.filter(({ role }) => role === 'protected').map((column) => [column.name, column]),
  );
  const broken = decision.reasons.find(({ feature }) => guarded.has(feature));
  if (broken === undefined) return;
  const message = `\`reasons\` of the decision must not rest on a protected attribute; got "${broken.feature}"`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field: broken.feature });
}

function rightsOf(outcome: Notice['outcome'], { contact }: NoticeSender): readonly string[] {
  const where = contact === undefined ? '' : ` (${contact})`;
  const personal =
    outcome === 'referred'
      ? 'A person will review your application. You may tell us anything that you want that person to consider.'
      : `You may ask for a person to review this decision, give us your view, and contest it${where}.`;
  return [
    personal,
    'You may ask how these reasons came about, and correct any information about you that is wrong.',
    'You may have a copy of this statement of reasons at any time; please quote the decision number.',
  ];
}

const PARTICULARS: readonly (readonly [keyof NoticeSender, string])[] = [
  ['creditor', 'name of the creditor'],
  ['address', 'address of the creditor'],
  ['contact', 'how to reach a person at the creditor'],
  ['applicant', 'name of the applicant'],
  ['agency', 'supervising agency, where a notice under the Equal Credit Opportunity Act is due'],
];

function missingFrom(sender: NoticeSender): readonly string[] {
  return PARTICULARS.flatMap(([field, words]) => (sender[field] === undefined ? [words] : []));
}
