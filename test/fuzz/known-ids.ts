import { KNOWN_ID } from './schema-arbitrary.ts';

const MAX = 200;
/** Older ones are often gone. */
const NEWEST = 10;

/** What paths answer with that are not called so. */
const ANSWERED: Record<string, string> = { drills: 'failover-drills', 'check-standby': 'probes' };

/** Ids that answers have named: requests that are made of them find something, often enough. */
export class KnownIds {
  readonly #ids = new Map<string, string[]>();

  constructor(ids: Record<string, string[]>) {
    for (const [kind, known] of Object.entries(ids)) {
      this.#ids.set(kind, [...known]);
    }
  }

  /** From the answer of a path such as `/load-balancers/{id}/listeners`, which is about listeners, and of one of them below `/{id}`. */
  learn(path: string, answer: unknown): void {
    const last = path.split('/').findLast((part) => part !== '' && !part.startsWith('{')) ?? 'any';
    const kind = ANSWERED[last] ?? last;
    const page = typeof answer === 'object' && answer !== null && 'items' in answer ? answer.items : answer;
    for (const item of Array.isArray(page) ? page : [page]) {
      if (typeof item?.id === 'string') {
        this.#add(kind, item.id);
      }
    }
  }

  #add(kind: string, id: string): void {
    const ids = this.#ids.get(kind) ?? [];
    if (!ids.includes(id)) {
      this.#ids.set(kind, [...ids.slice(1 - MAX), id]);
    }
  }

  fill(text: string): string {
    return text.replaceAll(new RegExp(KNOWN_ID, 'g'), (_, kind: string, digits: string) => {
      const index = Number(digits);
      const kinds = [...this.#ids.values()];
      const among = (this.#ids.get(kind) ?? kinds[index % kinds.length] ?? []).slice(-NEWEST);
      return among[Math.floor(index / 7) % among.length] ?? 'none';
    });
  }
}
