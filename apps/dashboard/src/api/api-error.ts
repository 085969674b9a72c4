/** A refusal or failure of the server, as its error envelope tells it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly remedy: string;
  readonly field: string | undefined;
  readonly requestId: string | undefined;

  constructor(status: number, body: unknown) {
    const error = envelopeOf(body);
    super(error.message ?? `The server answered with status ${status}.`);
    this.status = status;
    this.code = error.code ?? (status === 0 ? 'SERVER_UNREACHABLE' : 'UNEXPECTED_ANSWER');
    this.remedy = error.remedy ?? '';
    this.field = error.field;
    this.requestId = error.requestId;
  }

  /** True where the same request may succeed a moment later. */
  get isTransient(): boolean {
    const isOfServer = this.status === 0 || this.status === 502 || this.status === 503;
    // A model has to be trained first: asking again does not bring it.
    return isOfServer && this.code !== 'MODEL_UNAVAILABLE';
  }
}

type Envelope = { readonly [key in 'code' | 'message' | 'remedy' | 'field' | 'requestId']?: string };

function envelopeOf(body: unknown): Envelope {
  const error = (body as { error?: unknown } | null)?.error;
  if (typeof error !== 'object' || error === null) return {};
  return Object.fromEntries(Object.entries(error).filter(([, value]) => typeof value === 'string')) as Envelope;
}
