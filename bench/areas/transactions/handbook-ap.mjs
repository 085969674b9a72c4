import { handbookFigure } from './handbook.mjs';

export const measure = (context) =>
  handbookFigure('handbook-ap', 'averagePrecision', 0.72, '0.658 (random forest)', context);
