export { type HuntedTable, huntLeaks, type LeakHuntContext, type LeakHuntOptions } from './leaks/hunt-leaks.js';
export type { LeakFinding, LeakKind } from './leaks/leak-finding.js';
