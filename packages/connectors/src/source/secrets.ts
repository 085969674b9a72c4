import { ProbityError } from '@probity/domain';

/** The shortest text that is struck out; shorter ones would strike out harmless words. */
const SHORTEST_SECRET = 4;

/** The secrets that one source uses. They leave here for the wire only: whatever is said or kept goes through `redact`. */
export class Secrets {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #values = new Map<string, string>();

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  /** The value of a variable. @throws SOURCE_INVALID when it is not set, naming the entry that asks for it */
  get(variable: string, field: string): string {
    const value = this.#environment[variable];
    if (value === undefined || value === '') {
      throw new ProbityError(
        'SOURCE_INVALID',
        `\`${field}\` of the source file names the environment variable ${variable}, which is not set`,
        { field, variable },
      );
    }
    this.#values.set(variable, value);
    return value;
  }

  /** Also strikes out a part of a secret, such as the password in an address. */
  addPart(variable: string, part: string): void {
    if (part !== '') this.#values.set(`${variable}'s part ${this.#values.size}`, part);
  }

  /** The text with every secret, plain or as addresses write it, replaced by a mark. */
  redact(text: string): string {
    return this.#replace(text, (_variable, form) => [form, '***']);
  }

  /** As `redact`, with marks that `restore` turns back. */
  conceal(text: string): string {
    return this.#replace(text, (variable, form, encoded) => [form, mark(variable, encoded)]);
  }

  restore(text: string): string {
    return this.#replace(text, (variable, form, encoded) => [mark(variable, encoded), form]);
  }

  #replace(
    text: string,
    pair: (variable: string, form: string, encoded: boolean) => [from: string, to: string],
  ): string {
    let result = text;
    // The longest first: one secret may hold another.
    const secrets = [...this.#values].sort(([, one], [, other]) => other.length - one.length);
    for (const [variable, value] of secrets) {
      if (value.length < SHORTEST_SECRET) continue;
      const encoded = encodeURIComponent(value);
      const [from, to] = pair(variable, value, false);
      result = result.replaceAll(from, to);
      if (encoded === value) continue;
      const [encodedFrom, encodedTo] = pair(variable, encoded, true);
      result = result.replaceAll(encodedFrom, encodedTo);
    }
    return result;
  }
}

function mark(variable: string, encoded: boolean): string {
  return `{{${encoded ? 'encoded ' : ''}${variable}}}`;
}
