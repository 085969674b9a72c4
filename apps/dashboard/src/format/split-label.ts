/** A label's words and, where it ends with one in brackets, its unit: "Loan amount (EUR)" → "Loan amount", "EUR". */
export function splitLabel(label: string): { readonly text: string; readonly unit: string | undefined } {
  const parts = /^(.*\S)\s*\(([^()]{1,12})\)$/.exec(label);
  return parts === null ? { text: label, unit: undefined } : { text: parts[1] ?? '', unit: parts[2] };
}
