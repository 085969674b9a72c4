export { countFreeCores } from './count-free-cores.js';
export { createKernelThreads, type OwnedThreads, type ThreadSettings } from './create-kernel-threads.js';
