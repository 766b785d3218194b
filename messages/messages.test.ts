import { readdirSync, readFileSync } from 'node:fs';
import { createTranslator } from 'use-intl';
import { describe, expect, test } from 'vitest';

type Texts = { [key: string]: string | Texts };

const FOLDER = new URL('./', import.meta.url);
const AREAS = readdirSync(new URL('en/', FOLDER)).filter((name) => name.endsWith('.json'));

function read(language: string, area: string): Map<string, string> {
  return new Map(flat(JSON.parse(readFileSync(new URL(`${language}/${area}`, FOLDER), 'utf8')) as Texts, ''));
}

function flat(texts: Texts, prefix: string): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    typeof text === 'string' ? [[`${prefix}${key}`, text]] : flat(text, `${prefix}${key}.`),
  );
}

/** Arguments, tags and number formats of a message, not the forms of a plural. */
function slots(message: string): string[] {
  const found = [...message.matchAll(/(?<!(?:\bone|\bother|=\d+) )\{(\w+)(?=[,}])(?:, (plural|number|select|date|time))?|<(\/?\w+)>/g)];
  return [...new Set(found.map(([, argument, kind, tag]) => (tag ? `<${tag}>` : `{${argument}${kind ? `, ${kind}` : ''}}`)))].sort();
}

describe.each(AREAS)('%s', (area) => {
  const en = read('en', area);
  const zh = read('zh', area);

  test('has the same keys in Chinese', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  });

  test('has the same placeholders, plural arguments and tags in Chinese', () => {
    const differing = [...en].filter(([key, text]) => `${slots(text)}` !== `${slots(zh.get(key) ?? '')}`);
    expect(differing.map(([key, text]) => ({ key, en: slots(text), zh: slots(zh.get(key) ?? '') }))).toEqual([]);
  });

  test('can be read by the formatter in both languages', () => {
    for (const [locale, texts] of [
      ['en', en],
      ['zh-CN', zh],
    ] as const) {
      for (const [key, text] of texts) {
        const failures: string[] = [];
        const t = createTranslator({ locale, messages: { key: text } as never, onError: (error) => failures.push(error.message) });
        const values = Object.fromEntries(
          slots(text).map((slot) => (slot.startsWith('<') ? [slot.slice(1, -1), () => ''] : [/\w+/.exec(slot)?.[0], 2])),
        );
        t.rich('key' as never, values as never);
        expect(failures, `${area} ${key} (${locale})`).toEqual([]);
      }
    }
  });
});

test.each(['en', 'zh'])('each area of %s is in its index, and no two areas have a key in common', async (language) => {
  const { messages } = (await import(`./${language}/index.ts`)) as { messages: Texts };
  const keys = readdirSync(new URL('en/', FOLDER))
    .filter((name) => name.endsWith('.json'))
    .flatMap((area) => Object.keys(JSON.parse(readFileSync(new URL(`en/${area}`, FOLDER), 'utf8')) as Texts));
  expect(Object.keys(messages).sort()).toEqual(keys.sort());
});
