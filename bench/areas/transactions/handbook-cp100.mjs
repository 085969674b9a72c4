import { handbookFigure } from './handbook.mjs';

export const measure = (context) =>
  handbookFigure('handbook-cp100', 'cardPrecision', 0.295, '0.291 (logistic regression)', context);
