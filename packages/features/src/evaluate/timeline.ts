/** Events of one entity, by time and then by arrival: `slots[head..tail)`. */
export interface Timeline {
  slots: Int32Array;
  head: number;
  tail: number;
}
