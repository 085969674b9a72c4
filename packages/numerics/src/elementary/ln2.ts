/** The first 42 bits of ln 2: times any exponent it is exact. */
export const LN2_HIGH = 0.6931471805598903;
/** ln 2 - LN2_HIGH. */
export const LN2_LOW = 5.497923018708371e-14;
