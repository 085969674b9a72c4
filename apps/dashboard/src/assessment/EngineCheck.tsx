import type { Application, Assessment, ModelReference } from '@probity/domain';
import { IconCircleCheck, IconCpu, IconExclamationCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { memo, useMemo } from 'react';
import { compareAssessments } from '../engine/compare-assessments.js';
import { engineQuery } from '../engine/load-engine.js';
import { formatNumber } from '../format/format-number.js';

interface EngineCheckProps {
  readonly decision: Assessment & { readonly model: ModelReference; readonly application: Application };
}

/** Computes a recorded decision again in this browser and says whether every bit is the same. */
export const EngineCheck = memo(function EngineCheck({ decision }: EngineCheckProps) {
  const engine = useQuery(engineQuery(decision.model, decision.policy));
  const result = useMemo(() => {
    if (engine.data === undefined) return undefined;
    try {
      return compareAssessments(
        decision,
        engine.data.scorer.assess(decision.application, { enrichment: decision.enrichment }),
      );
    } catch (error) {
      return { identical: false as const, path: 'application', recorded: 'accepted', computed: String(error) };
    }
  }, [engine.data, decision]);

  if (engine.isError) {
    return (
      <p className="engine-check" data-state="unavailable">
        <IconCpu size={18} stroke={1.7} aria-hidden="true" />
        <span>The engine does not run in this browser: {engine.error.message}</span>
      </p>
    );
  }
  if (result === undefined) {
    return (
      <p className="engine-check" data-state="loading">
        <IconCpu size={18} stroke={1.7} aria-hidden="true" />
        <span>Fetching the model to compute this again, here…</span>
      </p>
    );
  }
  if (!result.identical) {
    return (
      <p className="engine-check" data-state="differs" role="alert">
        <IconExclamationCircle size={18} stroke={1.7} aria-hidden="true" />
        <span>
          <b>This browser computes something else.</b> First difference at <code>{result.path}</code>: recorded{' '}
          <code>{String(result.recorded)}</code>, computed <code>{String(result.computed)}</code>.
        </span>
      </p>
    );
  }
  return (
    <p className="engine-check" data-state="identical">
      <IconCircleCheck size={18} stroke={1.7} aria-hidden="true" />
      <span>
        <b>Same engine, same bytes.</b> Computed again in this browser by model{' '}
        <code>{engine.data?.hash.slice(0, 12)}</code>: all {formatNumber(result.numbers)} numbers agree bit for bit.
      </span>
    </p>
  );
});
