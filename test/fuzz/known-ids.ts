import { KNOWN_ID } from './schema-arbitrary.ts';

const MAX = 2000;
const ID = /^[a-z]{2,5}-[0-9a-z]{6,}$/;

/** Ids that answers have named: requests that are made of them find something, often enough. */
export class KnownIds {
  readonly #ids: string[];

  constructor(ids: string[]) {
    this.#ids = ids;
  }

  learn(value: unknown): void {
    if (typeof value === 'string' && ID.test(value) && !this.#ids.includes(value)) {
      this.#ids.push(value);
      if (this.#ids.length > MAX) {
        this.#ids.shift();
      }
    } else if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach((inner) => {
        this.learn(inner);
      });
    }
  }

  /** Most of the time one of `kind`, the beginning of ids such as `lb-`, among them the newest: older ones are often gone. */
  fill(text: string, kinds: string[]): string {
    return text.replaceAll(new RegExp(KNOWN_ID.source.slice(1, -1), 'g'), (_, digits: string) => {
      const index = Number(digits);
      const fitting = index % 10 === 0 ? this.#ids : this.#ids.filter((id) => kinds.some((kind) => id.startsWith(kind)));
      const among = fitting.length > 0 ? fitting : this.#ids;
      return among.slice(-20)[index % Math.min(among.length, 20)] ?? 'none';
    });
  }
}
