import './assessment.css';
import type { Assessment } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { RiskScale } from '../charts/RiskScale.js';
import { Waterfall } from '../charts/Waterfall.js';
import { ContributionTable } from './ContributionTable.js';
import { PolicyFacts } from './PolicyFacts.js';
import { ReasonList } from './ReasonList.js';
import { type CutOffs, ScoreHeadline } from './ScoreHeadline.js';

interface AssessmentPanelProps {
  readonly assessment: Assessment;
  /** What a what-if is compared with. */
  readonly recorded?: Assessment | undefined;
  readonly fields?: readonly FormField[] | undefined;
  readonly cutOffs?: CutOffs | undefined;
  /** Which model, where recorded, how it was checked. */
  readonly children?: ReactNode;
  /** A card of its own after the reasons. */
  readonly afterReasons?: ReactNode;
}

/** Score, grade, decision, reasons and contributions: one assessment, wherever it is shown. */
export function AssessmentPanel({
  assessment,
  recorded,
  fields,
  cutOffs,
  children,
  afterReasons,
}: AssessmentPanelProps) {
  return (
    <div className="assessment">
      <section className="card" aria-label="Score and decision">
        <ScoreHeadline assessment={assessment} recorded={recorded} cutOffs={cutOffs} />
        {cutOffs !== undefined && (
          <RiskScale
            riskScore={assessment.riskScore}
            approveBelow={cutOffs.approveBelow}
            declineFrom={cutOffs.declineFrom}
            recorded={recorded?.riskScore}
          />
        )}
        <PolicyFacts assessment={assessment} />
        {assessment.warnings.length > 0 && (
          <ul className="assessment-warnings">
            {assessment.warnings.map((warning) => (
              <li key={warning}>
                <IconAlertTriangle size={16} stroke={1.8} aria-hidden="true" />
                {warning.replaceAll('`', '')}
              </li>
            ))}
          </ul>
        )}
        {children}
      </section>
      <section className="card" aria-labelledby="reasons-title">
        <h2 id="reasons-title">What raised the risk</h2>
        <ReasonList reasons={assessment.reasons} />
      </section>
      {afterReasons}
      <section className="card" aria-labelledby="waterfall-title">
        <h2 id="waterfall-title">From the average to this application</h2>
        <Waterfall explanation={assessment.explanation} fields={fields} />
        <ContributionTable explanation={assessment.explanation} fields={fields} />
      </section>
    </div>
  );
}
