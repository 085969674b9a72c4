import { handbookFigure } from './handbook.mjs';

export const measure = (context) =>
  handbookFigure('handbook-auc', 'rocAuc', 0.885, '0.871 (logistic regression)', context);
