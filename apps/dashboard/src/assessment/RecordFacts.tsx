import type { ModelReference } from '@probity/domain';
import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton.js';

interface RecordFactsProps {
  readonly model: ModelReference;
  readonly children?: ReactNode;
}

/** Which model decided, by its name and by its bytes; children add further facts. */
export function RecordFacts({ model, children }: RecordFactsProps) {
  return (
    <dl className="record-facts">
      <div>
        <dt>Model</dt>
        <dd>
          {model.name}@{model.version}
        </dd>
      </div>
      <div>
        <dt>Hash</dt>
        <dd>
          <code title={model.hash}>{model.hash.slice(0, 12)}</code>
          <CopyButton text={model.hash} label="Copy the model’s hash" />
        </dd>
      </div>
      {children}
    </dl>
  );
}
