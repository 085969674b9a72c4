// The tree engine beside XGBoost, LightGBM, scikit-learn and shap: every promise of speed, size and sameness, and how cost grows.
import { figures as browserFigures } from './trees/browser.mjs';
import { figures as explainingFigures } from './trees/explaining.mjs';
import { figures as forestFigures } from './trees/forests.mjs';
import { figures as growthFigures } from './trees/growth.mjs';
import { figures as realFigures } from './trees/real-sets.mjs';
import { figures as scoringFigures } from './trees/scoring.mjs';
import { figures as trainingFigures } from './trees/training.mjs';

export const figures = [
  ...trainingFigures,
  ...realFigures,
  ...forestFigures,
  ...scoringFigures,
  ...explainingFigures,
  ...growthFigures,
  ...browserFigures,
];
