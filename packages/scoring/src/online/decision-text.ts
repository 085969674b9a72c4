import type { LoggedArrival } from '../ports/event-log.js';
import type { TransactionModel, TransactionVerdict } from './transaction-model.js';

/** What is the same in every decision of one model, as JSON. */
export function frameOf(model: TransactionModel): string {
  return `,"model":${JSON.stringify(model.reference)},"featureSet":"${model.featureSetHash}"`;
}

/**
 * The decision as JSON, put together by hand: this runs for every transaction, and most members are numbers.
 *
 * Joined, not added up: a text that was added up stays a tree of its pieces, four times as large, which the collector then
 * carries along for as long as the answer is kept.
 */
export function decisionText(
  frame: string,
  { source, id, sequence, at, knownAt }: { source: string; id: string; sequence: number; at: string; knownAt: string },
  { answer, riskScore, reasons, ...rest }: TransactionVerdict,
  processingTimeMs: number,
): string {
  const pieces = ['{"id":', JSON.stringify(id), ',"source":', JSON.stringify(source), ',"sequence":', `${sequence}`];
  pieces.push(',"answer":"', answer, '","riskScore":', numberText(riskScore));
  pieces.push(',"reasons":', reasons.length === 0 ? '[]' : JSON.stringify(reasons));
  for (const name in rest) {
    const value = rest[name as keyof typeof rest];
    if (value === undefined) continue;
    pieces.push(',"', name, '":', typeof value === 'number' ? numberText(value) : JSON.stringify(value));
  }
  pieces.push(frame, ',"at":"', at, '","knownAt":"', knownAt, '","processingTimeMs":', `${processingTimeMs}`, '}');
  return pieces.join('');
}

/** JSON has no word for what is not finite. */
function numberText(value: number | null): string {
  return value !== null && Number.isFinite(value) ? `${value}` : 'null';
}

/** Writes moments as ISO 8601 in UTC; what is the same within a second is kept, as a stream has many of one. */
export function createIsoWriter(): (at: number) => string {
  let second = Number.NaN;
  let text = '';
  return (at) => {
    const milliseconds = at - Math.floor(at / 1_000) * 1_000;
    if (at - milliseconds !== second) {
      second = at - milliseconds;
      text = new Date(second).toISOString().slice(0, -4);
    }
    return `${text}${milliseconds < 10 ? '00' : milliseconds < 100 ? '0' : ''}${milliseconds}Z`;
  };
}

/** JSON of a decision with the event that it is about. */
export function itemText(decision: string, content: string): string {
  return `${decision.slice(0, -1)},"event":${content}}`;
}

/**
 * A logged event as JSON: the decision as it was answered, with what happened; of an erased person only what no one is
 * named by.
 */
export function loggedEventText(row: LoggedArrival): string {
  if (row.decision !== undefined && row.content !== undefined) return itemText(row.decision, row.content);
  const { id, source, sequence, answer } = row;
  return JSON.stringify({ id, source, sequence, answer, erased: true });
}
