import { Button } from '@mantine/core';
import type { DecisionResponse, FormResponse } from '@probity/contract';
import type { FormField } from '@probity/scoring';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { AssessmentPanel } from '../assessment/AssessmentPanel.js';
import { EngineCheck } from '../assessment/EngineCheck.js';
import { RecordFacts } from '../assessment/RecordFacts.js';
import { WhatWouldChangeIt } from '../assessment/WhatWouldChangeIt.js';
import { formatNumber } from '../format/format-number.js';

interface RecordedResultProps {
  readonly decision: DecisionResponse;
  readonly fields: readonly FormField[];
  readonly policy: FormResponse['policy'];
  readonly onWhatIf: () => void;
}

/** A decision just made, with its record and the way to its what-if. */
export function RecordedResult({ decision, fields, policy, onWhatIf }: RecordedResultProps) {
  return (
    <AssessmentPanel
      assessment={decision}
      fields={fields}
      cutOffs={policy}
      afterReasons={<WhatWouldChangeIt key={decision.decisionId} decision={decision} fields={fields} isEager />}
    >
      <RecordFacts model={decision.model}>
        <div>
          <dt>Took</dt>
          <dd>{formatNumber(Number(decision.processingTimeMs.toFixed(2)))} ms</dd>
        </div>
        <div>
          <dt>Recorded as</dt>
          <dd>
            <Link to="/decisions/$id" params={{ id: decision.decisionId }}>
              <code>{decision.decisionId.slice(0, 8)}</code>
            </Link>
          </dd>
        </div>
      </RecordFacts>
      <EngineCheck decision={decision} />
      <Button
        variant="light"
        fullWidth
        leftSection={<IconAdjustmentsHorizontal size={18} stroke={1.7} />}
        onClick={onWhatIf}
      >
        What if…
      </Button>
    </AssessmentPanel>
  );
}
