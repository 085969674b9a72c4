import { type Decision, type DecisionId, type DecisionSummary, ProbityError } from '@probity/domain';
import type { DecisionLog, DecisionPage, DecisionQuery, RecordOptions } from './decision-log.js';

const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 500;

/**
 * A decision log that forgets when the program ends: for tests and for trying things out. Nothing is chained.
 *
 * @param onRecorded told of each decision that is new, e.g. `queue.opened` of an in-memory review queue
 * @example
 * const log = createInMemoryDecisionLog();
 * await log.record(decision);
 */
export function createInMemoryDecisionLog(
  onRecorded: (decision: Decision, options: RecordOptions) => void = () => undefined,
): DecisionLog {
  const decisions: Decision[] = [];
  const positions = new Map<string, number>();
  const idempotency = new Map<string, { requestDigest: string; position: number }>();

  const earlierUnder = (key: string, requestDigest: string): Decision | undefined => {
    const earlier = idempotency.get(key);
    if (earlier === undefined) return undefined;
    if (earlier.requestDigest !== requestDigest) {
      throw new ProbityError('IDEMPOTENCY_KEY_REUSED', 'this Idempotency-Key was used before for another request');
    }
    return decisions[earlier.position];
  };

  return {
    async record(decision: Decision, options: RecordOptions = {}): Promise<Decision> {
      const text = encode(decision);
      const { idempotency: asked } = options;
      const earlier = asked && earlierUnder(asked.key, asked.requestDigest);
      if (earlier !== undefined) return earlier;
      const known = positions.get(decision.decisionId);
      if (known !== undefined) {
        const recorded = decisions[known] as Decision;
        if (JSON.stringify(recorded) === text) return recorded;
        throw new ProbityError('INVALID_ARGUMENT', '`decisionId` of `record` names another decision in the log', {
          field: 'decisionId',
        });
      }
      const position = decisions.push(JSON.parse(text) as Decision) - 1;
      positions.set(decision.decisionId, position);
      onRecorded(decisions[position] as Decision, options);
      if (asked !== undefined) idempotency.set(asked.key, { requestDigest: asked.requestDigest, position });
      return decision;
    },

    async findByIdempotencyKey(key: string, requestDigest: string): Promise<Decision | undefined> {
      return earlierUnder(key, requestDigest);
    },

    async find(id: DecisionId): Promise<Decision> {
      const decision = decisions[positions.get(id) ?? -1];
      if (decision === undefined) throw new ProbityError('DECISION_NOT_FOUND', 'the log holds no decision of this id');
      return decision;
    },

    async list(query: DecisionQuery = {}): Promise<DecisionPage> {
      const { limit, end } = readQuery(query, decisions.length);
      const found = decisions
        .slice(0, end)
        .flatMap((decision, position) =>
          query.outcome === undefined || decision.decision === query.outcome ? [{ decision, position }] : [],
        );
      const shown = found.slice(-limit);
      const page = shown.map(({ decision }) => summaryOf(decision)).reverse();
      const next = shown[0]?.position;
      return found.length > limit && next !== undefined ? { decisions: page, next: String(next) } : { decisions: page };
    },
  };
}

function encode(decision: Decision): string {
  return JSON.stringify(decision, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new ProbityError('INVALID_ARGUMENT', '`decision` of `record` must hold finite numbers only', {
        field: 'decision',
      });
    }
    return value;
  });
}

function readQuery(query: DecisionQuery, count: number): { limit: number; end: number } {
  const { limit = DEFAULT_LIMIT, before } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_LIMIT) {
    throw new ProbityError('INVALID_ARGUMENT', `\`limit\` of \`list\` must be 1 to ${LARGEST_LIMIT}; got ${limit}`, {
      field: 'limit',
    });
  }
  if (before !== undefined && !/^\d{1,16}$/.test(before)) {
    throw new ProbityError('INVALID_ARGUMENT', '`before` of `list` must be the `next` of an earlier page', {
      field: 'before',
    });
  }
  return { limit, end: before === undefined ? count : Math.min(count, Number(before)) };
}

function summaryOf(decision: Decision): DecisionSummary {
  const { decisionId, occurredAt, model, riskScore, riskCategory, grade } = decision;
  return { decisionId, occurredAt, model, riskScore, riskCategory, grade, decision: decision.decision };
}
