import type { DatasetProfileResponse } from '@probity/contract';
import { IconAlertTriangle, IconCircleCheck, IconHelpCircle } from '@tabler/icons-react';

const kindWords: Readonly<Record<string, string>> = {
  'target-copy': 'the outcome in other words',
  'post-outcome': 'filled after the outcome',
  'altered-after-outcome': 'changed after the outcome',
  'predicts-alone': 'too good alone',
  'post-outcome-name': 'called like an after-effect',
  'after-decision': 'later than the decision',
  id: 'a key',
  'row-order': 'order of the rows',
  group: 'rows that belong together',
  replicates: 'neighbouring copies',
  resampled: 'resampled before the split',
  'duplicates-across-split': 'copies across the split',
  'time-overlap': 'training later than test',
};

interface LeakListProps {
  readonly profile: Pick<DatasetProfileResponse, 'leaks' | 'target'>;
  readonly onColumn: (column: string) => void;
}

/** What would make a model look better than it is, worst first, each with its numbers. */
export function LeakList({ profile: { leaks, target }, onColumn }: LeakListProps) {
  if (target === null) {
    return (
      <section className="card leak-none" aria-label="Leaks">
        <IconHelpCircle size={20} stroke={1.7} aria-hidden="true" />
        <p>Leaks: not assessed, the data set has no target.</p>
      </section>
    );
  }
  if (leaks.length === 0) {
    return (
      <section className="card leak-none" aria-label="Leaks">
        <IconCircleCheck size={20} stroke={1.7} aria-hidden="true" />
        <p>No leak found: no column, key or row order gives the outcome away.</p>
      </section>
    );
  }
  return (
    <section className="card" aria-label="Leaks">
      <h2>
        {leaks.length} {leaks.length === 1 ? 'leak' : 'leaks'} to settle before a model is trained
      </h2>
      <ol className="leak-list">
        {leaks.map((leak) => (
          <li key={`${leak.column} ${leak.kind}`} data-severity={leak.severity}>
            {leak.severity === 'leak' ? (
              <IconAlertTriangle size={19} stroke={1.8} aria-label="Leak" />
            ) : (
              <IconHelpCircle size={19} stroke={1.8} aria-label="Warning" />
            )}
            <div>
              <p className="leak-name">
                {leak.column === null ? (
                  <b>All rows</b>
                ) : (
                  <button type="button" className="link-button" onClick={() => onColumn(leak.column as string)}>
                    {leak.column}
                  </button>
                )}
                <span className="leak-kind">{kindWords[leak.kind] ?? leak.kind}</span>
                {leak.column !== null && !leak.inUse && <span className="muted">not learned from as it stands</span>}
              </p>
              <p>{sentence(leak.evidence)}</p>
              <p className="muted">{leak.advice}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
