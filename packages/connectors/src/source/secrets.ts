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
    return this.#forms().reduce((result, { form }) => result.replaceAll(form, '***'), text);
  }

  /** As `redact`, with marks that `restore` turns back. */
  conceal(text: string): string {
    return this.#forms().reduce((result, { form, mark }) => result.replaceAll(form, mark), text);
  }

  restore(text: string): string {
    return this.#forms().reduce((result, { form, mark }) => result.replaceAll(mark, form), text);
  }

  /** The ways in which secrets may stand in a text; the longest first, since one may hold another. */
  #forms(): readonly { readonly form: string; readonly mark: string }[] {
    const forms = new Map<string, string>();
    for (const [variable, value] of this.#values) {
      if (value.length < SHORTEST_SECRET) continue;
      const inForm = new URLSearchParams([['', value]]).toString().slice(1);
      const ways = {
        plain: value,
        json: JSON.stringify(value).slice(1, -1),
        path: encodeURIComponent(value),
        form: inForm,
      };
      for (const [way, form] of Object.entries(ways)) if (!forms.has(form)) forms.set(form, `{{${way} ${variable}}}`);
    }
    return [...forms].map(([form, mark]) => ({ form, mark })).sort((one, other) => other.form.length - one.form.length);
  }
}
