import type { ReviewCaseResponse, VerdictRequest } from '@probity/contract';

export type Outcome = VerdictRequest['outcome'];
export type Reason = VerdictRequest['reasons'][number];

/** What a verdict still lacks, in words; undefined when it may be sent. */
export function lackOf(
  { suggestion }: Pick<ReviewCaseResponse, 'suggestion'>,
  {
    outcome,
    reasons,
    note,
  }: { readonly outcome: Outcome | undefined; readonly reasons: readonly Reason[]; readonly note: string },
): string | undefined {
  if (outcome === undefined) return 'Choose approve or decline.';
  if (reasons.length === 0) return 'Give at least one reason.';
  if (reasons.includes('as-suggested') && suggestion !== outcome) return 'Say why the suggestion is not followed.';
  if (reasons.includes('other') && note.trim() === '') return 'Say in the note what the other reason is.';
  return undefined;
}
