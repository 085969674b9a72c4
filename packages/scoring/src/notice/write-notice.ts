import type { Notice } from './create-notice.js';

/** 12 CFR 1002, appendix C: the words that follow the reasons where the Act applies. */
const ECOA =
  'The federal Equal Credit Opportunity Act prohibits creditors from discriminating against credit applicants on the basis of race, color, religion, national origin, sex, marital status, age (provided the applicant has the capacity to enter into a binding contract); because all or part of the applicant’s income derives from any public assistance program; or because the applicant has in good faith exercised any right under the Consumer Credit Protection Act. The federal agency that administers compliance with this law concerning this creditor is:';

const WIDTH = 78;

/** The notice as plain text, ready for a letter. What was not given stands in square brackets. */
export function writeNoticeText(notice: Notice): string {
  const { sender, reasons, rights, background } = notice;
  const lines = [
    ...orBlank(sender.creditor, 'name of the creditor'),
    ...orBlank(sender.address, 'address of the creditor'),
    '',
    notice.date,
    ...orBlank(sender.applicant, 'name of the applicant'),
    '',
    titleOf(notice),
    `Decision ${notice.decisionId}`,
    '',
    ...wrap(notice.statement),
    ...(sender.counterOffer === undefined ? [] : ['', ...wrap(`Our offer: ${sender.counterOffer}`)]),
    '',
    ...wrap(reasonsIntroduction(notice)),
    ...reasons.flatMap((reason, index) => wrap(`${index + 1}. ${reason}`, '   ')),
    '',
    'Your rights',
    ...rights.flatMap((right) => wrap(`- ${right}`, '  ')),
    '',
    ...wrap(`Contact: ${sender.contact ?? '[how to reach a person at the creditor]'}`),
    ...(sender.agency === undefined ? [] : ['', ...wrap(ECOA), ...sender.agency.split('\n')]),
    '',
    ...wrap(background),
  ];
  return `${lines.join('\n')}\n`;
}

/** The notice as one HTML page without scripts, for print or a screen reader. Every text is escaped. */
export function writeNoticeHtml(notice: Notice): string {
  const { sender, reasons, rights, background } = notice;
  const given = (text: string | undefined, words: string) =>
    text === undefined ? `<mark>[${escapeHtml(words)}]</mark>` : escapeHtml(text).replaceAll('\n', '<br>');
  const list = (items: readonly string[]) => items.map((item) => `<li>${escapeHtml(item)}</li>`).join('');
  const agency = sender.agency === undefined ? '' : `<p>${escapeHtml(ECOA)}</p><p>${given(sender.agency, '')}</p>`;
  const offer = sender.counterOffer === undefined ? '' : `<p>Our offer: ${escapeHtml(sender.counterOffer)}</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(titleOf(notice))}</title>
<style>body{font:1rem/1.55 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1.25rem;color:#1b1b1f;background:#fff}
h1{font-size:1.35rem}h2{font-size:1.05rem;margin-top:1.75rem}small{color:#55555f}mark{background:#fff1c2}li{margin:.3rem 0}</style></head>
<body><header><p><strong>${given(sender.creditor, 'name of the creditor')}</strong><br>${given(sender.address, 'address of the creditor')}</p>
<p>${escapeHtml(notice.date)}<br>${given(sender.applicant, 'name of the applicant')}</p></header>
<main><h1>${escapeHtml(titleOf(notice))}</h1><p>${escapeHtml(notice.statement)}</p>${offer}
<h2>${escapeHtml(reasonsIntroduction(notice))}</h2><ol>${list(reasons)}</ol>
<h2>Your rights</h2><ul>${list(rights)}</ul>
<p>Contact: ${given(sender.contact, 'how to reach a person at the creditor')}</p>${agency}</main>
<footer><p><small>Decision ${escapeHtml(notice.decisionId)}</small></p><p><small>${escapeHtml(background)}</small></p></footer></body></html>
`;
}

function titleOf({ outcome }: Notice): string {
  if (outcome === 'referred') return 'Notice that a person will decide on your application';
  return outcome === 'counter-offer' ? 'Notice of a counter-offer' : 'Notice of action taken and statement of reasons';
}

function reasonsIntroduction({ outcome }: Notice): string {
  return outcome === 'referred'
    ? 'What led to this, most important first'
    : 'The principal reasons for our decision, most important first';
}

function orBlank(text: string | undefined, words: string): readonly string[] {
  return text === undefined ? [`[${words}]`] : text.split('\n');
}

/** Lines of at most 78 characters, broken at spaces. */
function wrap(text: string, indent = ''): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
