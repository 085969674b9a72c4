import type { Outcome } from '@probity/domain';
import type { CardEdits } from './scorecard/edit-bins.js';

/** What the assess page keeps in its address. Never an applicant's data: addresses end up in histories and logs. */
export interface AssessSearch {
  /** Name of a model, with a version or alias; the champion where absent. */
  readonly model?: string;
  /** A recorded decision to show, and to start from. */
  readonly decision?: string;
  readonly view?: 'what-if';
}

/** Which of the decisions are listed; all where absent. */
export interface DecisionsSearch {
  readonly outcome?: Outcome;
  /** Only risk scores from here on, in [0, 1]. */
  readonly from?: number;
  /** Only risk scores below this. */
  readonly to?: number;
}

/** Which model is described, and which feature's dependence is drawn. */
export interface ModelSearch {
  readonly model?: string;
  readonly feature?: string;
}

/** Which of a batch's rows are shown, and by which model; all and the champion where absent. */
export interface BatchSearch {
  readonly model?: string;
  readonly show?: Outcome | 'refused';
  /** A bar of the histogram, from 0. */
  readonly bar?: number;
}

/** Which card and variable are shown, and what was changed by hand and not yet saved. */
export interface ScorecardSearch {
  readonly model?: string;
  readonly variable?: string;
  readonly edits?: CardEdits;
}

/** Which policy is worked on (`base`: an id, or `own`), and its cut-offs as they are being tried. */
export interface PolicySearch {
  readonly model?: string;
  readonly base?: string;
  readonly approve?: number;
  readonly decline?: number;
}

/** Which case is in hand, by its decision, and whether decided ones are shown. */
export interface ReviewSearch {
  readonly case?: string;
  readonly show?: 'decided';
}

/** Which transaction is open, by its place in the log, and which are listed; the newest alert and all alerts where absent. */
export interface FraudSearch {
  readonly open?: number;
  readonly show?: 'all' | 'review' | 'block';
}
