import { PersonalRequest, PersonalResponse } from '@probity/contract';
import { ProbityError } from '@probity/domain';
import {
  analysePersonal,
  type BankFile,
  type CategoryRules,
  correctCategory,
  importBankFiles,
  parseMapping,
  personalAnswer,
} from '@probity/personal';
import type { Api } from './api.js';
import { withErrors } from './api.js';

/** Bank exports of some years; more is for the command line, or for the page, which sends nothing at all. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/** `POST /v1/personal`: a person's bank files in, their picture out; nothing is kept and nothing logged. */
export function addPersonalRoute(app: Api): void {
  app.post(
    '/v1/personal',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        operationId: 'analysePersonal',
        summary: 'A person’s money from bank files',
        description:
          'CSV of any bank, OFX, QFX, QIF, CAMT.053 and MT940. Gives the eight behavioural features, months, categories, recurring payments, a projection, a risk score (trained on simulated households) with reasons, and recommendations. Nothing is kept.',
        tags: ['personal'],
        body: PersonalRequest,
        response: withErrors(PersonalResponse, [400, 401, 405, 413, 422, 429, 500]),
      },
    },
    async (request, reply) => {
      const { files, accounts, categories = {}, openingMinor, days } = request.body;
      const { ledger, files: read } = importBankFiles(files.map(bankFileOf));
      const empty: CategoryRules = {};
      const rules = Object.entries(categories).reduce(
        (before, [words, category]) => correctCategory(before, words, category),
        empty,
      );
      const report = analysePersonal(ledger, {
        rules,
        ...(accounts === undefined ? {} : { accounts }),
        ...(openingMinor === undefined ? {} : { openingMinor }),
        ...(days === undefined ? {} : { projection: { days } }),
      });
      return reply.send(personalAnswer(report, read) as unknown as PersonalResponse);
    },
  );
}

function bankFileOf({ name, text, base64, map }: PersonalRequest['files'][number]): BankFile {
  if ((text === undefined) === (base64 === undefined)) {
    throw new ProbityError('MISSING_FIELD', 'each of `files` needs `text` or `base64`, one of them', { field: 'text' });
  }
  if (base64 !== undefined && !BASE64.test(base64)) {
    throw new ProbityError('WRONG_TYPE', '`base64` holds characters that base64 does not have', { field: 'base64' });
  }
  const bytes = text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text, 'utf8');
  return { name, bytes, ...(map === undefined ? {} : { mapping: parseMapping(map) }) };
}
