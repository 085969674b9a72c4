/** Reciprocals of points near the centres of the sixteenths of [0.699, 1.398). */
const reciprocals: readonly number[] = [
  1.398907162146528, 1.3403141896637998, 1.286432210124115, 1.2367150214269895, 1.1906977166711752, 1.1479821020556429,
  1.1082251448272158, 1.0711297413057381, 1.036437278977283, 1, 0.9492859795739057, 0.8951049428609004,
  0.8476821620351103, 0.8050314851692001, 0.7664671008843108, 0.731428603316328,
];
/** Logarithms of those points. */
const logarithms: readonly number[] = [
  -0.33569133332882284, -0.2929040563774074, -0.2518726580937369, -0.21245868807117255, -0.17453945183745634,
  -0.1380057072319758, -0.10275976698545139, -0.06871392447020525, -0.0357891387398228, 0, 0.05204517742929496,
  0.11081431298787942, 0.1652495223695143, 0.21687389031699977, 0.2659635028121397, 0.3127556664073557,
];
/** Of the polynomial for log(1 + r) − r, for small r. */
const coefficients = [-0.25089342214237154, 0.333456765744066, -0.4999997485802103] as const;
const LOWEST = 0x3f330000;
const SIGN_AND_EXPONENT = 0xff800000;

const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/**
 * The natural logarithm of a single as the C library of Linux computes it, bit for bit: not always the nearest single.
 *
 * XGBoost turns the base score of a logistic model into log-odds by `logf` when it loads a file, so a raw score is its own
 * only with the same last bit (one base score in 150 would differ).
 *
 * @param value a normal single above 0
 * Source: method and constants of glibc ≥ 2.27 (from Arm's optimized routines, also in musl); checked against XGBoost on
 * 8,000 base scores.
 */
export function singleLogarithm(value: number): number {
  single[0] = value;
  const word = bits[0] ?? 0;
  const offset = word - LOWEST;
  const cell = (offset >> 19) & 15;
  const power = offset >> 23;
  bits[0] = word - (offset & SIGN_AND_EXPONENT);
  const scaled = single[0];
  const r = scaled * (reciprocals[cell] ?? 1) - 1;
  const start = (logarithms[cell] ?? 0) + power * Math.LN2;
  const square = r * r;
  const curve = coefficients[0] * square + (coefficients[1] * r + coefficients[2]);
  return Math.fround(curve * square + (start + r));
}
