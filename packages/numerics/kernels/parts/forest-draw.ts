import { draws, isWeighted, labels, rowCount, weights, withReplacement } from './forest-problem';
import { ENTRY, firstEntries, timesDrawn } from './forest-scratch';
import { nextBelow } from './random';

/** What the rows drawn for a tree add up to: different rows, weight, weight of the bads. */
export let drawnRows: u32 = 0;
export let drawnWeight: f64 = 0;
export let drawnBads: f64 = 0;

/** Draws a tree's rows and writes them, ascending, as the root's entries. */
export function drawRows(): void {
  if (withReplacement) drawWithReplacement();
  else drawWithoutReplacement();
  let to = firstEntries;
  let weight: i64 = 0;
  let bads: i64 = 0;
  for (let row: u32 = 0; row < rowCount; row++) {
    const times = <u32>load<u16>(timesDrawn + ((<usize>row) << 1));
    const badTimes = times & (0 - <u32>load<u8>(labels + <usize>row));
    const unit = isWeighted ? load<i64>(weights + ((<usize>row) << 3)) : 1;
    weight += unit * <i64>times;
    bads += unit * <i64>badTimes;
    // Written either way, since a branch on chance is guessed wrong too often: there is room for one entry more.
    store<u32>(to, row);
    store<u32>(to, times | (badTimes << 16), 4);
    to += select<usize>(ENTRY, 0, times != 0);
  }
  drawnRows = <u32>((to - firstEntries) / ENTRY);
  drawnWeight = <f64>weight;
  drawnBads = <f64>bads;
}

function drawWithReplacement(): void {
  memory.fill(timesDrawn, 0, (<usize>rowCount) << 1);
  for (let draw: u32 = 0; draw < draws; draw++) {
    const at = timesDrawn + ((<usize>nextBelow(rowCount)) << 1);
    store<u16>(at, load<u16>(at) + 1);
  }
}

/** Each row is taken with the share still wanted of the rows still to come. Source: Knuth, TAOCP 2, 3.4.2, algorithm S. */
function drawWithoutReplacement(): void {
  let wanted = draws;
  for (let row: u32 = 0; row < rowCount; row++) {
    const left = rowCount - row;
    const taken = wanted == left || nextBelow(left) < wanted;
    store<u16>(timesDrawn + ((<usize>row) << 1), taken ? 1 : 0);
    wanted -= taken ? 1 : 0;
  }
}
