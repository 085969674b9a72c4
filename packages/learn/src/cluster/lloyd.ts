/** Points divided among centres. */
export interface Clustering {
  /** k × d, row by row. */
  readonly centres: Float64Array;
  /** Length n; the index of each point's nearest centre, the first of equally near ones. */
  readonly labels: Int32Array;
  /** Sum of squared distances to the nearest centre. */
  readonly inertia: number;
  readonly iterations: number;
  readonly hasConverged: boolean;
}

/**
 * Moves centres to the means of their points until no point changes its centre, or little moves.
 *
 * A centre without points goes to the point that lies farthest from its own.
 *
 * @param points n × d, row by row
 * @param start k × d; left as it is
 * @param tolerance stops when the squared movement of all centres is at most this; 0 waits for the labels to rest
 * Cost: O(n·k·d) an iteration; sums in the order of rows, so equal input gives equal bits.
 * Source: Lloyd 1982; checked against scikit-learn in test/golden/cluster.
 */
export function moveCentres(
  points: Float64Array,
  start: Float64Array,
  width: number,
  maxIterations: number,
  tolerance: number,
): Clustering {
  const n = points.length / width;
  const k = start.length / width;
  const centres = start.slice();
  const sums = new Float64Array(start.length);
  const counts = new Float64Array(k);
  const labels = new Int32Array(n).fill(-1);
  const distances = new Float64Array(n);
  let iterations = 0;
  let hasConverged = false;
  while (iterations < maxIterations && !hasConverged) {
    iterations++;
    const changed = assignPoints(points, centres, width, labels, distances);
    if (changed === 0) {
      hasConverged = true;
      break;
    }
    sums.fill(0);
    counts.fill(0);
    for (let i = 0, at = 0; i < n; i++, at += width) {
      const label = labels[i];
      counts[label]++;
      const to = label * width;
      for (let f = 0; f < width; f++) sums[to + f] += points[at + f];
    }
    fillEmpty(points, width, labels, distances, sums, counts);
    let moved = 0;
    for (let c = 0; c < k; c++) {
      for (let f = 0; f < width; f++) {
        const at = c * width + f;
        const next = counts[c] > 0 ? sums[at] / counts[c] : centres[at];
        moved += (next - centres[at]) ** 2;
        centres[at] = next;
      }
    }
    hasConverged = tolerance > 0 && moved <= tolerance;
  }
  // Labels and inertia are those of the centres that are returned.
  assignPoints(points, centres, width, labels, distances);
  let inertia = 0;
  for (let i = 0; i < n; i++) inertia += distances[i];
  return { centres, labels, inertia, iterations, hasConverged };
}

/** Finds each point's nearest centre. @returns how many changed */
export function assignPoints(
  points: Float64Array,
  centres: Float64Array,
  width: number,
  labels: Int32Array,
  distances: Float64Array,
): number {
  const n = labels.length;
  let changed = 0;
  for (let i = 0, at = 0; i < n; i++, at += width) {
    let best = 0;
    let nearest = Infinity;
    for (let c = 0, from = 0; from < centres.length; c++, from += width) {
      let distance = 0;
      for (let f = 0; f < width; f++) {
        const gap = points[at + f] - centres[from + f];
        distance += gap * gap;
      }
      if (distance < nearest) {
        nearest = distance;
        best = c;
      }
    }
    distances[i] = nearest;
    if (labels[i] !== best) {
      labels[i] = best;
      changed++;
    }
  }
  return changed;
}

/** Gives each centre without points the farthest point of a centre that has more than one. */
function fillEmpty(
  points: Float64Array,
  width: number,
  labels: Int32Array,
  distances: Float64Array,
  sums: Float64Array,
  counts: Float64Array,
): void {
  for (let empty = 0; empty < counts.length; empty++) {
    if (counts[empty] > 0) continue;
    let farthest = -1;
    for (let i = 0; i < labels.length; i++) {
      if (counts[labels[i]] > 1 && distances[i] > 0 && (farthest < 0 || distances[i] > distances[farthest]))
        farthest = i;
    }
    // Fewer different points than centres: this one stays where it is.
    if (farthest < 0) continue;
    const from = labels[farthest];
    for (let f = 0; f < width; f++) {
      const value = points[farthest * width + f];
      sums[from * width + f] -= value;
      sums[empty * width + f] = value;
    }
    counts[from]--;
    counts[empty] = 1;
    labels[farthest] = empty;
    distances[farthest] = 0;
  }
}
