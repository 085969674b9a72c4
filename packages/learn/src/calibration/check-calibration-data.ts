import { ProbityError } from '@probity/domain';

/** Weight of the rows by outcome. @throws SHAPE_MISMATCH, INVALID_ARGUMENT, TARGET_INVALID */
export function checkCalibrationData(
  caller: string,
  margins: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): { bads: number; goods: number } {
  for (const [field, values] of [['labels', labels] as const, ['weights', weights] as const]) {
    if (values !== undefined && values.length !== margins.length) {
      const message = `\`${field}\` of \`${caller}\` must have one entry per margin (${margins.length}); got ${values.length}`;
      throw new ProbityError('SHAPE_MISMATCH', message, { field });
    }
  }
  let bads = 0;
  let goods = 0;
  for (let i = 0; i < margins.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    if (!Number.isFinite(margins[i])) throw invalid(caller, 'margins', 'be finite', margins[i], i);
    if (!(weight >= 0 && weight < Infinity)) throw invalid(caller, 'weights', 'be finite and ≥ 0', weight, i);
    if (labels[i] !== 0 && labels[i] !== 1) throw invalid(caller, 'labels', 'be 0 or 1', labels[i], i);
    if (labels[i] === 1) bads += weight;
    else goods += weight;
  }
  if (!(bads > 0 && goods > 0)) {
    const message = `\`labels\` of \`${caller}\` must hold both outcomes; got ${bads} bad and ${goods} good (by weight)`;
    throw new ProbityError('TARGET_INVALID', message, { field: 'labels' });
  }
  return { bads, goods };
}

function invalid(caller: string, field: string, rule: string, got: number, index: number): ProbityError {
  const message = `\`${field}\` of \`${caller}\` must ${rule}; got ${got} at row ${index + 1}`;
  return new ProbityError('INVALID_ARGUMENT', message, { field, row: index + 1 });
}
