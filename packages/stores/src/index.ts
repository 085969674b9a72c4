export type { Erasure } from './audit/erase-subject.js';
export { openStores, type Stores, type StoresOptions } from './open-stores.js';
