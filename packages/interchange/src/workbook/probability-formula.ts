import type { CardCalibration } from '../card/card-calibration.js';
import { columnLetters } from './cell-address.js';

/** The formula of the probability of bad, without its "=": from the cell of the margin and rows 3 to 5 of "Bins". */
export function probabilityFormula(calibration: CardCalibration, margin: string): string {
  switch (calibration.kind) {
    case 'isotonic': {
      const last = calibration.margins.length;
      if (last === 1) return 'Bins!$B$4';
      const range = (row: number, from: number, to: number) =>
        `Bins!$${columnLetters(from)}$${row}:$${columnLetters(to)}$${row}`;
      const [low, high] = [range(3, 1, last - 1), range(3, 2, last)];
      const rise = `(${range(4, 2, last)}-${range(4, 1, last - 1)})`;
      // Each stretch adds its rise by the share of it that lies below the margin.
      return `Bins!$B$4+SUMPRODUCT(((${margin}>=${high})+(${margin}>${low})*(${margin}<${high})*(${margin}-${low})/(${high}-${low}))*${rise})`;
    }
    case 'beta': {
      // ln(1 + e^x), by whichever side does not overflow.
      const softplus = (x: string, minus: string) => `IF(${x}>0,${x}+LN(1+EXP(${minus})),LN(1+EXP(${x})))`;
      const minus = `(0-${margin})`;
      return `1/(1+EXP(-(Bins!$B$3-Bins!$B$4*${softplus(minus, margin)}+Bins!$B$5*${softplus(margin, minus)})))`;
    }
    case 'line':
      return `1/(1+EXP(-(Bins!$B$3+Bins!$B$4*${margin})))`;
  }
}
