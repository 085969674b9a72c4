// After a batch of nodes was divided: adds up what the lanes found, takes the smaller child off the parent, and scans both.
import { NARROW_BYTES, WIDE_BYTES } from './accumulate';
import { ENTRY_BYTES, IS_ROOT, LEFT_IS_SMALLER } from './partition';
import { RESULT_BYTES, scanFeature } from './scan';
import {
  address,
  BATCH,
  BATCH_CAPACITY,
  BATCH_SIZE,
  CANDIDATE_COUNT,
  CANDIDATES,
  IS_WIDE,
  LANE_COUNT,
  LOCAL_COUNT,
  LOCALS,
  missingBinOf,
  RESULTS,
  SLOT_BYTES,
  SLOTS,
  word,
} from './train-state';

/** Where the sums and bounds of the children lie in an entry, 40 bytes each. */
const LEFT_NODE: usize = 32;
const RIGHT_NODE: usize = 72;

/** A lane's share of the (entry, feature) pairs of the batch. Results: entry by entry, left then right, feature by feature. */
export function scanBatch(lane: i32): void {
  const candidateCount = word(CANDIDATE_COUNT);
  const pairs = word(BATCH_SIZE) * candidateCount;
  const lanes = word(LANE_COUNT);
  for (let pair = lane; pair < pairs; pair += lanes) {
    scanPair(lane, pair / candidateCount, pair % candidateCount);
  }
}

function scanPair(lane: i32, j: i32, k: i32): void {
  const entry = address(BATCH) + <usize>j * ENTRY_BYTES;
  const flags = load<i32>(entry, 12);
  const isWide = word(IS_WIDE) != 0;
  const feature = load<i32>(address(CANDIDATES) + (<usize>k << 2));
  const offset = <usize>k * (isWide ? WIDE_BYTES : NARROW_BYTES);
  const byteCount = (<usize>(missingBinOf(feature) + 1) << (isWide ? 4 : 3));
  const slotBytes = address(SLOT_BYTES);
  const smaller = address(SLOTS) + <usize>load<u32>(entry, 16) * slotBytes + offset;
  const larger = address(SLOTS) + <usize>load<u32>(entry, 20) * slotBytes + offset;
  const locals = word(LOCAL_COUNT);
  for (let local: i32 = 0; local < locals; local++) {
    addBins(smaller, address(LOCALS) + <usize>(local * word(BATCH_CAPACITY) + j) * slotBytes + offset, byteCount);
  }
  const results = address(RESULTS) + <usize>(2 * j * word(CANDIDATE_COUNT) + k) * RESULT_BYTES;
  const rightResults = results + <usize>word(CANDIDATE_COUNT) * RESULT_BYTES;
  if ((flags & IS_ROOT) == 0) subtractBins(larger, smaller, byteCount);
  const isLeftSmaller = (flags & LEFT_IS_SMALLER) != 0;
  const allowed = allowedFeatures(entry);
  const isAllowed = allowed == 0 || load<u8>(allowed + <usize>feature) != 0;
  if (isAllowed && load<i32>(entry, 24) != 0) {
    scanFeature(isLeftSmaller ? smaller : larger, feature, entry + LEFT_NODE, isWide, lane, results);
  } else store<f64>(results, 0);
  if (isAllowed && load<i32>(entry, 28) != 0) {
    scanFeature(isLeftSmaller ? larger : smaller, feature, entry + RIGHT_NODE, isWide, lane, rightResults);
  } else store<f64>(rightResults, 0);
}

/** The table of features the node may be divided by, a byte each; 0 where all may. */
// @ts-ignore: decorator
@inline
function allowedFeatures(entry: usize): usize {
  return <usize>load<u32>(entry, 112);
}

/** In the memory of a further shard: adds the lanes' histograms of the batch up into lane 0's. */
export function foldLanes(lane: i32): void {
  const size = word(BATCH_SIZE);
  const lanes = word(LANE_COUNT);
  const candidateCount = word(CANDIDATE_COUNT);
  const slotBytes = address(SLOT_BYTES);
  const isWide = word(IS_WIDE) != 0;
  for (let pair = lane; pair < size * candidateCount; pair += lanes) {
    const j = pair / candidateCount;
    const k = pair % candidateCount;
    const feature = load<i32>(address(CANDIDATES) + (<usize>k << 2));
    const offset = <usize>k * (isWide ? WIDE_BYTES : NARROW_BYTES);
    const byteCount = (<usize>(missingBinOf(feature) + 1) << (isWide ? 4 : 3));
    const first = address(LOCALS) + <usize>j * slotBytes + offset;
    for (let other: i32 = 1; other < lanes; other++) {
      addBins(first, address(LOCALS) + <usize>(other * word(BATCH_CAPACITY) + j) * slotBytes + offset, byteCount);
    }
  }
}

function addBins(to: usize, from: usize, byteCount: usize): void {
  for (let at: usize = 0; at < byteCount; at += 16) {
    store<v128>(to + at, i64x2.add(load<v128>(to + at), load<v128>(from + at)));
  }
}

function subtractBins(from: usize, taken: usize, byteCount: usize): void {
  for (let at: usize = 0; at < byteCount; at += 16) {
    store<v128>(from + at, i64x2.sub(load<v128>(from + at), load<v128>(taken + at)));
  }
}
