import type { ModelsResponse } from '@probity/contract';
import type { ModelBundle } from '@probity/scoring';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CopyButton } from '../assessment/CopyButton.js';
import { formatNumber } from '../format/format-number.js';
import { formatTime } from '../format/format-time.js';

interface ModelCardProps {
  readonly model: ModelsResponse['models'][number];
  readonly bundle: ModelBundle;
  /** Whether the training data are in this workspace. */
  readonly hasData: boolean | undefined;
}

/** Where the model comes from: what somebody needs to make the same bytes again, and to know what they may be used for. */
export function ModelCard({ model, bundle, hasData }: ModelCardProps) {
  const { provenance, schema } = bundle;
  const kept = schema.columns.filter(({ role }) => role === 'protected').map(({ name }) => name);
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Learner', provenance.learner],
    ['Predicts', outcomeOf(bundle)],
    ['Trained on', `${formatNumber(provenance.rows)} rows, ${bundle.model.features.length} features`],
    [
      'Data set',
      <span key="dataset">
        <Hash hash={provenance.dataset} />
        {hasData === true && (
          <Link to="/data/$hash" params={{ hash: provenance.dataset }}>
            see it
          </Link>
        )}
      </span>,
    ],
    ['Folds and seed', `${provenance.folds} folds, seed ${provenance.seed}`],
    ['Kept out, for fairness', kept.length === 0 ? 'no protected column was named' : kept.join(', ')],
    ['Registered', formatTime(model.registeredAt)],
    ['Aliases', model.aliases.length === 0 ? 'none' : model.aliases.join(', ')],
    ['Model hash', <Hash key="model" hash={model.hash} />],
    ['Made by', `Probity ${provenance.libraryVersion}`],
  ];
  return (
    <section className="card" aria-labelledby="card">
      <h2 id="card">Card</h2>
      <dl className="model-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function outcomeOf({ schema }: ModelBundle): string {
  const target = schema.columns.find(({ role }) => role === 'target');
  return target === undefined ? 'a bad outcome' : `${target.name} = ${schema.badValue ?? 'bad'}`;
}

function Hash({ hash }: { readonly hash: string }) {
  return (
    <>
      <code>{hash.slice(0, 12)}</code> <CopyButton text={hash} label="Copy the whole hash" />
    </>
  );
}
