import { CODES, COLUMN_COUNT, COLUMNS, INPUT_BYTES, INPUT_COUNT, INPUT_VALUES, INPUTS, RANKS, SET_COUNT, SETS } from './score-layout';
import { MISSING_RANK, rankLevel, rankNumber } from './rank-values';

/** Writes the columns of the row in `INPUT_VALUES`, a byte each, to `CODES`. */
export function encodeRow(model: usize): void {
  const values = model + <usize>load<u32>(model, INPUT_VALUES);
  const columns = model + <usize>load<u32>(model, COLUMNS);
  const codes = model + <usize>load<u32>(model, CODES);
  const ranks = model + <usize>load<u32>(model, RANKS);
  const inputCount = <usize>load<u32>(model, INPUT_COUNT);
  let input = model + <usize>load<u32>(model, INPUTS);
  for (let i: usize = 0; i < inputCount; i++) {
    const count = load<u32>(input);
    const points = load<u32>(input, 4);
    const value = load<f64>(values + (i << 3));
    const rank = points == 0 ? rankLevel(count, value) : rankNumber(model + <usize>points, <usize>count, value);
    const end = <usize>load<u32>(input, 12);
    for (let column = <usize>load<u32>(input, 8); column < end; column++) {
      store<u8>(codes + column, columnByte(rank, load<u32>(columns + (column << 2))));
    }
    store<u32>(ranks + (i << 2), points == 0 ? min(rank, count) : rank);
    input += INPUT_BYTES;
  }
  const setCount = <usize>load<u32>(model, SET_COUNT);
  const setCodes = codes + <usize>load<u32>(model, COLUMN_COUNT);
  let set = model + <usize>load<u32>(model, SETS);
  for (let i: usize = 0; i < setCount; i++) {
    const level = load<u32>(ranks + (<usize>load<u32>(set) << 2));
    const word = load<u32>(model + <usize>load<u32>(set, 4) + (<usize>(level >> 5) << 2));
    store<u8>(setCodes + i, (word >> (level & 31)) & 1);
    set += 8;
  }
}

/** A rank as a column holds it. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function columnByte(rank: u32, column: u32): u32 {
  const within = min(max(<i32>rank - <i32>(column >> 1), 0), 255);
  return rank == MISSING_RANK ? 255 * (column & 1) : within;
}
