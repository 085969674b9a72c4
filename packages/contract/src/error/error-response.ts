import { type ErrorCode, errorCatalogue, type ProbityError } from '@probity/domain';
import Type, { type Static } from 'typebox';

const LONGEST_MESSAGE = 500;
const LONGEST_FIELD = 200;

/** What every refusal and failure looks like on the wire. */
export const ErrorResponse = Type.Object(
  {
    error: Type.Object(
      {
        code: Type.Unsafe<ErrorCode>(
          Type.String({ enum: Object.keys(errorCatalogue), description: 'Stable: branch on this.' }),
        ),
        message: Type.String({ description: 'A sentence for people; may change.' }),
        remedy: Type.String({ description: 'What to do about it.' }),
        field: Type.Optional(Type.String({ description: 'The field, parameter or header that is off.' })),
        row: Type.Optional(Type.Integer({ minimum: 1, description: 'The row that is off, from 1.' })),
        requestId: Type.String({ description: 'Names this request in the log; also in the header X-Request-Id.' }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false, title: 'ErrorResponse' },
);
export type ErrorResponse = Static<typeof ErrorResponse>;

/**
 * The body of an error: code, sentence, remedy, and where the trouble is.
 *
 * Never holds the `cause` or a stack. A sentence that quotes an overlong input is cut short.
 *
 * @example errorBody(new ProbityError('MODEL_NOT_FOUND', 'there is no model "x"'), 'r1').error.code // 'MODEL_NOT_FOUND'
 */
export function errorBody(error: ProbityError, requestId: string): ErrorResponse {
  const { field, row } = error.details;
  return {
    error: {
      code: error.code,
      message: shorten(error.message, LONGEST_MESSAGE),
      remedy: error.remedy,
      ...(typeof field === 'string' ? { field: shorten(field, LONGEST_FIELD) } : {}),
      ...(typeof row === 'number' ? { row } : {}),
      requestId,
    },
  };
}

function shorten(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
