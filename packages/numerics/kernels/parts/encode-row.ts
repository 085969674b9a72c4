import { COLUMN_COUNT, COLUMNS, INPUT_BYTES, INPUT_COUNT, INPUT_VALUES, INPUTS, NUMBER_COUNT, RANKS, SET_COUNT, SETS } from './score-layout';
import { levelBlock, MISSING_RANK, rankBlock, rankFour, rankLevel } from './rank-values';

/** Writes the columns of the row in `INPUT_VALUES`, a byte each, to `codes`. */
export function encodeRow(model: usize, codes: usize): void {
  const values = model + <usize>load<u32>(model, INPUT_VALUES);
  const ranks = model + <usize>load<u32>(model, RANKS);
  const inputs = model + <usize>load<u32>(model, INPUTS);
  const inputCount = <usize>load<u32>(model, INPUT_COUNT);
  const numberCount = <usize>load<u32>(model, NUMBER_COUNT);
  for (let i: usize = 0; i < numberCount; i += 4) {
    const input = inputs + i * INPUT_BYTES;
    const value = values + (i << 3);
    rankFour(
      load<u32>(input),
      model + <usize>load<u32>(input, 4),
      model + <usize>load<u32>(input, 20),
      model + <usize>load<u32>(input, 36),
      model + <usize>load<u32>(input, 52),
      load<f64>(value),
      load<f64>(value, 8),
      load<f64>(value, 16),
      load<f64>(value, 24),
      ranks + (i << 2),
    );
  }
  for (let i = numberCount; i < inputCount; i++) {
    const levelCount = load<u32>(inputs + i * INPUT_BYTES);
    store<u32>(ranks + (i << 2), rankLevel(levelCount, load<f64>(values + (i << 3))));
  }
  const columns = model + <usize>load<u32>(model, COLUMNS);
  for (let i: usize = 0; i < numberCount; i++) {
    const rank = load<u32>(ranks + (i << 2));
    const input = inputs + i * INPUT_BYTES;
    const end = <usize>load<u32>(input, 12);
    for (let column = <usize>load<u32>(input, 8); column < end; column++) {
      store<u8>(codes + column, columnByte(rank, load<u32>(columns + (column << 2))));
    }
  }
  const setCount = <usize>load<u32>(model, SET_COUNT);
  const setCodes = codes + <usize>load<u32>(model, COLUMN_COUNT);
  let set = model + <usize>load<u32>(model, SETS);
  for (let i: usize = 0; i < setCount; i++) {
    store<u8>(setCodes + i, goesRight(model, set, inputs, load<u32>(ranks + (<usize>load<u32>(set) << 2))));
    set += SET_BYTES;
  }
}

/**
 * Writes the columns of 128 rows, row by row, `rowBytes` apart, to `codes`. `values` holds 128 doubles for each input,
 * `stride` bytes apart; `ranks` has room for 128 words.
 */
export function encodeBlock(model: usize, values: usize, stride: usize, ranks: usize, codes: usize, rowBytes: usize): void {
  const inputs = model + <usize>load<u32>(model, INPUTS);
  const inputCount = <usize>load<u32>(model, INPUT_COUNT);
  const numberCount = <usize>load<u32>(model, NUMBER_COUNT);
  const columns = model + <usize>load<u32>(model, COLUMNS);
  const setCount = <usize>load<u32>(model, SET_COUNT);
  const sets = model + <usize>load<u32>(model, SETS);
  const setCodes = codes + <usize>load<u32>(model, COLUMN_COUNT);
  for (let i: usize = 0; i < inputCount; i++) {
    const input = inputs + i * INPUT_BYTES;
    if (i < numberCount) {
      rankBlock(load<u32>(input), model + <usize>load<u32>(input, 4), values, ranks);
      const end = <usize>load<u32>(input, 12);
      for (let column = <usize>load<u32>(input, 8); column < end; column++) {
        const head = load<u32>(columns + (column << 2));
        for (let row: usize = 0; row < 128; row++) {
          store<u8>(codes + row * rowBytes + column, columnByte(load<u32>(ranks + (row << 2)), head));
        }
      }
    } else {
      levelBlock(load<u32>(input), values, ranks);
      for (let j: usize = 0; j < setCount; j++) {
        const set = sets + j * SET_BYTES;
        if (<usize>load<u32>(set) != i) continue;
        for (let row: usize = 0; row < 128; row++) {
          store<u8>(setCodes + row * rowBytes + j, goesRight(model, set, inputs, load<u32>(ranks + (row << 2))));
        }
      }
    }
    values += stride;
  }
}

const SET_BYTES: usize = 8;

/** A rank as a column holds it. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function columnByte(rank: u32, column: u32): u32 {
  const within = min(max(<i32>rank - <i32>(column >> 1), 0), 255);
  return rank == MISSING_RANK ? 255 * (column & 1) : within;
}

/** Whether a set sends a level right, missing being the bit after the last. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function goesRight(model: usize, set: usize, inputs: usize, rank: u32): u32 {
  const level = min(rank, load<u32>(inputs + <usize>load<u32>(set) * INPUT_BYTES));
  return (load<u32>(model + <usize>load<u32>(set, 4) + (<usize>(level >> 5) << 2)) >> (level & 31)) & 1;
}
