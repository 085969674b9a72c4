import type { CardCalibration } from '../card/card-calibration.js';
import { printNumber } from '../card/print-number.js';
import { element, type XmlElement } from './print-xml.js';

/** The probability of bad as an expression of the margin. */
export function probabilityOf(calibration: CardCalibration, margin: XmlElement): XmlElement {
  switch (calibration.kind) {
    case 'isotonic': {
      const { margins, probabilities } = calibration;
      const points = margins.map((orig, index) => [orig, probabilities[index] ?? 0] as const);
      // A broken line wants two points; beyond its ends it stays as it is.
      const [first = [0, 0] as const] = points;
      const line = points.length > 1 ? points : [first, [first[0] + 1, first[1]] as const];
      return element(
        'NormContinuous',
        { field: margin.attributes['field'], outliers: 'asExtremeValues' },
        line.map(([orig, norm]) => element('LinearNorm', { orig: printNumber(orig), norm: printNumber(norm) })),
      );
    }
    case 'beta': {
      const { intercept, a, b } = calibration;
      const below = apply('*', constant(a), softplus(negative(margin), margin));
      const above = apply('*', constant(b), softplus(margin, negative(margin)));
      return sigmoid(apply('+', apply('-', constant(intercept), below), above));
    }
    case 'line': {
      const { given, intercept, slope } = calibration;
      return sigmoid(given ? apply('+', constant(intercept), apply('*', constant(slope), margin)) : margin);
    }
  }
}

function sigmoid(logOdds: XmlElement): XmlElement {
  return apply('/', constant(1), apply('+', constant(1), apply('exp', negative(logOdds))));
}

/** ln(1 + e^x), by whichever side does not overflow. */
function softplus(x: XmlElement, minus: XmlElement): XmlElement {
  const logarithm = (inner: XmlElement) => apply('ln', apply('+', constant(1), apply('exp', inner)));
  return apply('if', apply('greaterThan', x, constant(0)), apply('+', x, logarithm(minus)), logarithm(x));
}

function negative(x: XmlElement): XmlElement {
  return apply('-', constant(0), x);
}

export function apply(name: string, ...operands: readonly XmlElement[]): XmlElement {
  return element('Apply', { function: name }, operands);
}

export function fieldRef(field: string): XmlElement {
  return element('FieldRef', { field });
}

export function constant(value: number): XmlElement {
  return element('Constant', { dataType: 'double' }, [], printNumber(value));
}
