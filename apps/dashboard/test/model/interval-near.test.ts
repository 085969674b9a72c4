import { describe, expect, it } from 'vitest';
import { intervalNear } from '../../src/model/interval-near.js';

describe('the values near a point of a grid', () => {
  it('reach half way to its neighbours, and beyond at the ends', () => {
    expect(intervalNear([1, 3, 7], 0)).toEqual({ to: 2 });
    expect(intervalNear([1, 3, 7], 1)).toEqual({ from: 2, to: 5 });
    expect(intervalNear([1, 3, 7], 2)).toEqual({ from: 5 });
  });
});
