import { type FieldValue, ProbityError } from '@probity/domain';
import { DelimitedParser } from '@probity/personal';
import type { Scorer } from '@probity/scoring';

const HEAD = 'line,applicationId,risk_score,risk_category,points,grade,decision';

/**
 * Answers a CSV as the server does, a few lines at a time, with the real engine behind it.
 * @param record keeps the decision and returns its id
 */
export function* scoreCsv(
  text: string,
  scorer: Scorer,
  query: URLSearchParams,
  record: (application: unknown) => string,
): Generator<string> {
  const kinds = new Map(scorer.form().map(({ name, kind }) => [name, kind]));
  const parser = new DelimitedParser();
  const [names = [], ...records] = [...parser.push(text), ...parser.finish()];
  const reasons = query.get('explain') === 'true' ? ['reason_1', 'reason_2', 'reason_3', 'reason_4'] : [];
  const recorded = query.get('record') === 'true';
  yield `${[HEAD, ...reasons, ...(recorded ? ['decision_id'] : []), 'error'].join(',')}\r\n`;
  for (const [index, cells] of records.entries()) {
    const fields = names.map((name, at) => [name, cellValueOf(cells[at] ?? '', kinds.get(name))]);
    const application = Object.fromEntries(fields) as Record<string, FieldValue>;
    const lead = [String(index + 2), String(application['applicationId'] ?? '')];
    try {
      const scored = scorer.assess(application);
      const { riskScore, riskCategory, points, grade, decision } = scored;
      const texts = reasons.map((_, place) => quoted(scored.reasons[place]?.text ?? ''));
      const id = recorded ? [record(application)] : [];
      yield `${[...lead, riskScore, riskCategory, points, grade, decision, ...texts, ...id, ''].join(',')}\r\n`;
    } catch (error) {
      if (!(error instanceof ProbityError)) throw error;
      const empty = new Array(5 + reasons.length + (recorded ? 1 : 0)).fill('');
      yield `${[...lead, ...empty, quoted(error.message)].join(',')}\r\n`;
    }
  }
}

function cellValueOf(cell: string, kind: string | undefined): FieldValue {
  if (cell === '') return null;
  if (kind === 'boolean') return cell === 'true';
  return kind === 'numeric' || kind === 'integer' ? Number(cell) : cell;
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
