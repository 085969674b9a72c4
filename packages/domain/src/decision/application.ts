/** A value as an applicant, a file or a form gives it; null where it is not known. Dates are ISO text. */
export type FieldValue = number | string | boolean | null;

/** What is known of one applicant at the moment of deciding, by column name. */
export type Application = Readonly<Record<string, FieldValue>>;
