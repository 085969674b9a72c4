import type { CreditPolicy, PolicyReference } from '@probity/domain';

/** A stored policy that decides instead of the bundle's own. */
export interface LivePolicy {
  readonly reference: PolicyReference;
  readonly policy: CreditPolicy;
}
