// From raw values to bins, block by block: the caller stages columns, every lane maps some rows of the block.
import { binOf, EDGES_BYTES } from './binning';
import {
  address,
  BINS_BY_FEATURE,
  BINS_BY_ROW,
  EDGES,
  FEATURE_COUNT,
  FEATURES,
  featureLevels,
  isCategory,
  LANE_COUNT,
  levelCountOf,
  missingBinOf,
  ROW_COUNT,
  ROW_STRIDE,
  STAGE,
  STAGE_CAPACITY,
  STAGE_COUNT,
  STAGE_FIRST,
  word,
} from './train-state';

/** Few enough rows that their stretch of the row-major layout stays in the nearest cache while its columns are written. */
const ROWS_AT_ONCE: i32 = 128;

/** Maps a lane's share of the staged rows into both layouts. */
export function mapBins(lane: i32): void {
  const count = word(STAGE_COUNT);
  const lanes = word(LANE_COUNT);
  for (let start = lane * ROWS_AT_ONCE; start < count; start += lanes * ROWS_AT_ONCE) {
    mapBlock(start, min<i32>(ROWS_AT_ONCE, count - start));
  }
}

function mapBlock(start: i32, count: i32): void {
  const first = word(STAGE_FIRST) + start;
  const stride = address(ROW_STRIDE);
  const features = word(FEATURE_COUNT);
  const rowCount = address(ROW_COUNT);
  for (let feature: i32 = 0; feature < features; feature++) {
    const values = address(STAGE) + ((<usize>feature * address(STAGE_CAPACITY) + <usize>start) << 3);
    const column = address(BINS_BY_FEATURE) + <usize>feature * rowCount + <usize>first;
    let byRow = address(BINS_BY_ROW) + <usize>first * stride + <usize>feature;
    const missingBin = missingBinOf(feature);
    if (isCategory(feature)) {
      const table = featureLevels(feature);
      const levelCount = <f64>levelCountOf(feature);
      for (let i: i32 = 0; i < count; i++) {
        const value = load<f64>(values + (<usize>i << 3));
        let bin = missingBin;
        if (value >= 0 && value < levelCount && floor<f64>(value) == value) bin = <u32>load<u8>(table + <usize>value);
        store<u8>(column + <usize>i, bin);
        store<u8>(byRow, bin);
        byRow += stride;
      }
    } else {
      const edges = address(EDGES) + <usize>feature * EDGES_BYTES;
      for (let i: i32 = 0; i < count; i++) {
        const bin = binOf(edges, load<f64>(values + (<usize>i << 3)), missingBin);
        store<u8>(column + <usize>i, bin);
        store<u8>(byRow, bin);
        byRow += stride;
      }
    }
  }
}
