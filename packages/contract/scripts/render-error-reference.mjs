/**
 * The page of error codes as Markdown: one row per code of the catalogue.
 *
 * @param {Record<string, { kind: string, remedy: string }>} catalogue
 * @param {(kind: string) => number} httpStatusOf
 * @param {(kind: string) => number} exitCodeOf
 */
export function renderErrorReference(catalogue, httpStatusOf, exitCodeOf) {
  const rows = Object.entries(catalogue).map(
    ([code, { kind, remedy }]) =>
      `| \`${code}\` | ${kind} | ${httpStatusOf(kind)} | ${exitCodeOf(kind)} | ${remedy.replaceAll('|', '\\|')} |`,
  );
  return `# Errors

Every refusal and failure has a code from this list, whatever surface it comes from. A code never changes its meaning
and a retired one is never used again, so programs may branch on it; the sentence beside it is for people.

- **HTTP**: below 500 the caller can mend it, from 500 on only the operator can. The body is
  \`{"error": {"code", "message", "remedy", "field"?, "row"?, "requestId"}}\`.
- **Exit**: of \`probity\` and \`probity-server\`. 0 ok, 1 failure (trying again may help), 2 wrong use (the call itself is
  off), 3 refused (what was given or named is not right).

| Code | Kind | HTTP | Exit | What to do |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

This page is written by \`node packages/contract/scripts/write-error-reference.mjs\` from
\`packages/domain/src/errors/catalogue.ts\`.
`;
}
