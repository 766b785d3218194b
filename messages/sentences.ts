/**
 * What program code says in English, in another language: sentences of schemas, rules, errors and workers. A template
 * has `{0}`, `{1}` … where the English has `${…}`, in the order of the English; words are what may stand in such a place.
 */
export interface SentenceTexts {
  sentences: Readonly<Record<string, string>>;
  words: Readonly<Record<string, string>>;
}

export type Translate = (sentence: string) => string;

interface Template {
  /** What stands before, between and behind what is filled in. */
  parts: readonly string[];
  text: string;
}

const PLACE = /\{(\d+)\}/;
/** A reason within a reason within a sentence, and one to spare. */
const DEPTH_MAX = 4;
const KEPT_MAX = 500;

/** English stays as it is; what has no translation, such as a user's own words, does so in every language. */
export function translatorOf(texts: SentenceTexts | null): Translate {
  if (texts === null) {
    return (sentence) => sentence;
  }
  const translator = new SentenceTranslator(texts);
  return (sentence) => translator.translate(sentence);
}

class SentenceTranslator {
  readonly #whole: ReadonlyMap<string, string>;
  readonly #templates: readonly Template[];
  /** The same few reasons come with each answer of the API. */
  readonly #known = new Map<string, string>();

  constructor({ sentences, words }: SentenceTexts) {
    const entries = Object.entries(sentences);
    this.#whole = new Map([...Object.entries(words), ...entries.filter(([english]) => !PLACE.test(english))]);
    this.#templates = entries
      .filter(([english]) => PLACE.test(english))
      // The most particular first: "no answer in {0} s" before "{0} in {1} s".
      .sort(([a], [b]) => lettersOf(b) - lettersOf(a))
      .map(([english, text]) => ({ parts: english.split(/\{\d+\}/), text }));
  }

  translate(sentence: string): string {
    const known = this.#known.get(sentence);
    if (known !== undefined) {
      return known;
    }
    const text = this.#of(sentence, 0);
    if (this.#known.size >= KEPT_MAX) {
      this.#known.clear();
    }
    this.#known.set(sentence, text);
    return text;
  }

  #of(sentence: string, depth: number): string {
    const whole = this.#whole.get(sentence);
    if (whole !== undefined || depth === DEPTH_MAX) {
      return whole ?? sentence;
    }
    for (const { parts, text } of this.#templates) {
      const values = filledIn(sentence, parts);
      if (values) {
        return text.replace(/\{(\d+)\}/g, (_place, index: string) => this.#of(values[Number(index)] ?? '', depth + 1));
      }
    }
    return this.#parts(sentence, /^([\w.]+): (.+)$/s, '：', depth) ?? this.#parts(sentence, /^(.+?\.)\s(.+)$/s, '', depth) ?? sentence;
  }

  /** The path of a field and what is wrong there; or one sentence after the other. */
  #parts(sentence: string, pattern: RegExp, between: string, depth: number): string | null {
    const [, first = '', rest = ''] = pattern.exec(sentence) ?? [];
    const text = `${this.#of(first, depth + 1)}${between}${this.#of(rest, depth + 1)}`;
    return rest !== '' && this.#of(rest, depth + 1) !== rest ? text : null;
  }
}

function lettersOf(template: string): number {
  return template.replace(/\{\d+\}/g, '').length;
}

/**
 * What stands between the parts, each value as short as can be; null: the sentence has another form. Goes through the sentence
 * once, which a regular expression of several places does not: somebody may have written a long one.
 */
function filledIn(sentence: string, parts: readonly string[]): string[] | null {
  const [head = '', ...middle] = parts;
  const tail = middle.pop() ?? '';
  const end = sentence.length - tail.length;
  if (!sentence.startsWith(head) || !sentence.endsWith(tail)) {
    return null;
  }
  const values: string[] = [];
  let from = head.length;
  for (const part of middle) {
    const at = sentence.indexOf(part, from);
    if (at === -1) {
      return null;
    }
    values.push(sentence.slice(from, at));
    from = at + part.length;
  }
  return from <= end ? [...values, sentence.slice(from, end)] : null;
}
