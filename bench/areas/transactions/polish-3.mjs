import { measurePolish } from './bankruptcy/polish.mjs';

export const measure = (context) => measurePolish(3, context);
