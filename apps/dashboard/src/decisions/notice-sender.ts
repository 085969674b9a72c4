/** Who sends a notice. The creditor's own particulars; nothing of an applicant. */
export interface NoticeSender {
  readonly creditor: string;
  readonly address: string;
  readonly contact: string;
  readonly agency: string;
}

const KEY = 'probity-notice-sender';
const nobody: NoticeSender = { creditor: '', address: '', contact: '', agency: '' };

/** The sender of the last notice in this tab. */
export function readSender(): NoticeSender {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    const texts = Object.entries(kept ?? {}).filter(([name, value]) => name in nobody && typeof value === 'string');
    return { ...nobody, ...Object.fromEntries(texts) };
  } catch {
    return nobody;
  }
}

export function keepSender(sender: NoticeSender): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(sender));
  } catch {
    // Without storage the sender is asked for again; nothing is lost.
  }
}
