/** Which way the bad rate of a variable's ordinary bins must go; `peak` is up and then down, `none` demands nothing. */
export type Trend = 'ascending' | 'descending' | 'peak' | 'valley' | 'none';
