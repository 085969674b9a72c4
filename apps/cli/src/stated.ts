/** A record without the members that hold undefined. */
export type Stated<Given> = {
  readonly [Key in keyof Given as undefined extends Given[Key] ? never : Key]: Given[Key];
} & {
  readonly [Key in keyof Given as undefined extends Given[Key] ? Key : never]?: Exclude<Given[Key], undefined>;
};

/**
 * Keeps what was said: members that hold undefined are left out, so that a default takes their place.
 *
 * @example stated({ target: 'default', time: undefined }) // { target: 'default' }
 */
export function stated<Given extends object>(given: Given): Stated<Given> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Stated<Given>;
}
