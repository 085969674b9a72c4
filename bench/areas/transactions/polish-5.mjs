import { measurePolish } from './bankruptcy/polish.mjs';

export const measure = (context) => measurePolish(5, context);
