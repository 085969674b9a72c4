import type { LinkProps } from '@tanstack/react-router';

/** A page in the navigation, with the keys that go there. */
export interface NavigationEntry {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: string;
  /** Two keys pressed one after the other, e.g. "g a". */
  readonly keys: string;
  /** For the list of shortcuts: "Assess an application". */
  readonly purpose: string;
}

/** Pages by what a person is there to do: decide on applications, or build and prove what decides. */
export const navigation: readonly (readonly NavigationEntry[])[] = [
  [
    { to: '/', label: 'Assess', keys: 'g a', purpose: 'Assess an application' },
    { to: '/batch', label: 'Batch', keys: 'g b', purpose: 'Score a file' },
    { to: '/decisions', label: 'Decisions', keys: 'g d', purpose: 'List the decisions' },
    { to: '/review', label: 'Review', keys: 'g r', purpose: 'Review referred applications' },
  ],
  [
    { to: '/data', label: 'Data', keys: 'g f', purpose: 'Know the data' },
    { to: '/scorecard', label: 'Scorecard', keys: 'g s', purpose: 'Edit a scorecard' },
    { to: '/model', label: 'Model', keys: 'g m', purpose: 'Describe a model' },
    { to: '/policy', label: 'Policy', keys: 'g p', purpose: 'Set cut-offs, prices and limits' },
  ],
  [
    { to: '/fraud', label: 'Fraud', keys: 'g t', purpose: 'Follow transactions as they are decided' },
    { to: '/segments', label: 'Segments', keys: 'g c', purpose: 'Divide customers into segments' },
    { to: '/companies', label: 'Companies', keys: 'g o', purpose: 'Judge a company' },
  ],
  [{ to: '/money', label: 'My money', keys: 'g y', purpose: 'Look at your own bank files' }],
];
