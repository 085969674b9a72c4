import type { Random } from '@probity/numerics';

/**
 * First centres: points far from one another, each drawn with a chance that grows with its squared distance to those drawn before.
 *
 * Of a few candidates for each the one that lowers the sum of squared distances most is kept.
 *
 * @param points n × d, row by row
 * @returns k × d
 * Cost: O(n·k·d·log k). Source: Arthur & Vassilvitskii 2007, k-means++, with their greedy candidates: 2 + ⌊log k⌋.
 */
export function seedCentres(points: Float64Array, width: number, k: number, random: Random): Float64Array {
  const n = points.length / width;
  const centres = new Float64Array(k * width);
  const nearest = new Float64Array(n);
  const attempt = new Float64Array(n);
  let candidates = 2;
  for (let reach = 3; reach <= k; reach *= 3) candidates++;
  const first = random.nextUint32Below(n);
  centres.set(points.subarray(first * width, (first + 1) * width));
  nearest.fill(Infinity);
  let total = lowerDistances(points, width, first, nearest, nearest);
  const kept = new Float64Array(n);
  for (let c = 1; c < k; c++) {
    let best = -1;
    let bestTotal = Infinity;
    for (let tries = 0; tries < candidates; tries++) {
      const candidate = drawByWeight(nearest, total, random);
      const lowered = lowerDistances(points, width, candidate, nearest, attempt);
      if (lowered < bestTotal) {
        best = candidate;
        bestTotal = lowered;
        kept.set(attempt);
      }
    }
    centres.set(points.subarray(best * width, (best + 1) * width), c * width);
    nearest.set(kept);
    total = bestTotal;
  }
  return centres;
}

/** Distances if a point were a centre too. @returns their sum */
function lowerDistances(
  points: Float64Array,
  width: number,
  centre: number,
  before: Float64Array,
  after: Float64Array,
): number {
  const from = centre * width;
  let total = 0;
  for (let i = 0, at = 0; i < before.length; i++, at += width) {
    let distance = 0;
    for (let f = 0; f < width; f++) {
      const gap = points[at + f] - points[from + f];
      distance += gap * gap;
    }
    const least = distance < before[i] ? distance : before[i];
    after[i] = least;
    total += least;
  }
  return total;
}

function drawByWeight(weights: Float64Array, total: number, random: Random): number {
  // All points lie on centres: any will do.
  if (!(total > 0)) return random.nextUint32Below(weights.length);
  let left = random.nextFloat() * total;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return weights.length - 1;
}
