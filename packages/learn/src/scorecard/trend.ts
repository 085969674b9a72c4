/** Which way the bad rate of a variable's ordinary bins must go. `auto` takes the best of the other four. */
export type Trend = 'ascending' | 'descending' | 'peak' | 'valley' | 'none';
