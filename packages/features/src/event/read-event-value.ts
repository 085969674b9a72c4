import { ProbityError } from '@probity/domain';
import { holdNumber, type PlannedColumn } from '../plan/compile-plan.js';
import type { EventValue } from './source-event.js';

/** Products of two values below it can be summed exactly in two limbs (N2). */
export const LARGEST_UNITS = 2 ** 44;

/**
 * A value as it is held: text of keys and categories, whole units of numbers, 0 or 1 of flags; null where it is not known.
 *
 * @throws WRONG_TYPE, MISSING_FIELD and VALUE_OUT_OF_RANGE naming the column
 */
export function readEventValue(column: PlannedColumn, value: EventValue | undefined): string | number | null {
  if (value === null) return null;
  if (value === undefined) {
    if (column.isLabel) return null;
    throw new ProbityError(
      'MISSING_FIELD',
      `\`${column.name}\` of the event is missing: send null where it is not known`,
      {
        field: column.name,
      },
    );
  }
  switch (column.kind) {
    case 'key':
    case 'category':
      if (typeof value === 'string') return value;
      if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
      return refuseType(column, 'text', value);
    case 'flag':
      if (typeof value === 'boolean') return value ? 1 : 0;
      if (value === 0 || value === 1) return value;
      return refuseType(column, 'true or false', value);
    case 'number': {
      if (typeof value !== 'number') return refuseType(column, 'a number', value);
      const units = holdNumber(value, column.kind, column.scale);
      if (Math.abs(units) < LARGEST_UNITS) return units;
      return refuseRange(column, `within ±${(LARGEST_UNITS - 1) / column.scale}`, value);
    }
    default: {
      if (typeof value !== 'number') return refuseType(column, 'a number of degrees', value);
      const most = column.kind === 'latitude' ? 90 : 180;
      if (Math.abs(value) <= most) return value + 0;
      return refuseRange(column, `within ±${most} degrees`, value);
    }
  }
}

function refuseType(column: PlannedColumn, wanted: string, value: EventValue): never {
  throw new ProbityError('WRONG_TYPE', `\`${column.name}\` of the event must be ${wanted}; got ${typeof value}`, {
    field: column.name,
  });
}

function refuseRange(column: PlannedColumn, range: string, value: number): never {
  throw new ProbityError('VALUE_OUT_OF_RANGE', `\`${column.name}\` of the event must be ${range}; got ${value}`, {
    field: column.name,
  });
}
