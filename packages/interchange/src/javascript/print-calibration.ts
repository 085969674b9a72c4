import type { CardCalibration } from '../card/card-calibration.js';
import { printNumber } from '../card/print-number.js';
import { exponentialSource, logarithmSource } from './elementary-source.js';

/** The function `probabilityOf(margin)` with all it needs: the library's own steps, in its order. */
export function printCalibration(calibration: CardCalibration): string {
  switch (calibration.kind) {
    case 'isotonic':
      return `const MARGINS = [${calibration.margins.map(printNumber).join(', ')}];
const PROBABILITIES = [${calibration.probabilities.map(printNumber).join(', ')}];

/** A rising broken line from margin to probability. */
function probabilityOf(margin) {
  const last = MARGINS.length - 1;
  if (!(margin > MARGINS[0])) return PROBABILITIES[0];
  if (margin >= MARGINS[last]) return PROBABILITIES[last];
  let low = 0;
  while (MARGINS[low + 1] <= margin) low++;
  const share = (margin - MARGINS[low]) / (MARGINS[low + 1] - MARGINS[low]);
  const rise = PROBABILITIES[low + 1] - PROBABILITIES[low];
  return Math.min(PROBABILITIES[low + 1], PROBABILITIES[low] + share * rise);
}
`;
    case 'beta': {
      const { intercept, a, b } = calibration;
      return `/** Beta calibration, then the logistic function. */
function probabilityOf(margin) {
  return sigmoid(${printNumber(intercept)} - ${printNumber(a)} * softplus(-margin) + ${printNumber(b)} * softplus(margin));
}

function softplus(x) {
  return x > 0 ? x + logarithmOfOnePlus(exponential(-x)) : logarithmOfOnePlus(exponential(x));
}

${exponentialSource}
${logarithmSource}`;
    }
    case 'line': {
      const { given, intercept, slope } = calibration;
      const logOdds = given ? `${printNumber(intercept)} + ${printNumber(slope)} * margin` : 'margin';
      return `function probabilityOf(margin) {
  return sigmoid(${logOdds});
}

${exponentialSource}`;
    }
  }
}
