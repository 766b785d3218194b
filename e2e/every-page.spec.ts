import type { Page } from '@playwright/test';
import { messages as en } from '../messages/en/index.ts';
import { messages as zh } from '../messages/zh/index.ts';
import { everyPage, furnish, type Place, visit } from './every-page.ts';
import { expect, test } from './fixtures.ts';
import { inspect, type Themes } from './inspect.ts';

type Texts = { readonly [key: string]: string | Texts };

/** All four of light and dark, wide and narrow: two in each language. */
const VIEWS: Record<'en' | 'zh', Themes> = { en: { 1440: ['light'], 390: ['dark'] }, zh: { 1440: ['dark'], 390: ['light'] } };

/** Names of the things on the pages: no language of ours. */
const NAME = 'orders-database';

function flat(texts: Texts): string[] {
  return Object.values(texts).flatMap((text) => (typeof text === 'string' ? [text] : flat(text)));
}

/** English texts whose Chinese is another one; those with something to fill in are found by their words (below). */
const ENGLISH_ONLY = new Set(flat(en).filter((text, index) => /[a-z]/i.test(text) && !text.includes('{') && text !== flat(zh)[index]));

/** Texts, names, hints and titles of a page, but not code, and not what a user wrote (`dir="auto"`) or is in its own language. */
function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const skipped = 'script, style, code, pre, [dir="auto"], [lang]:not(html)';
    const texts: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement;
      if (element?.closest(skipped)) {
        continue;
      }
      if (node instanceof Element) {
        texts.push(...['aria-label', 'title', 'placeholder', 'alt'].map((name) => node.getAttribute(name) ?? ''));
      } else {
        texts.push(node.textContent ?? '');
      }
    }
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  });
}

/** Three words in a row are a sentence, unless a program wrote them: a command, or a name. */
const SENTENCE = /[A-Za-z’']{2,}[ ,][A-Za-z’']{1,}[ ,][A-Za-z’']{2,}/;
const NOT_ENGLISH = /npm run |Test Administrator|Test \(\w+ \d+\)|User-Agent/;

function leftovers(texts: string[]): string[] {
  return texts.filter((text) => !NOT_ENGLISH.test(text) && (ENGLISH_ONLY.has(text) || SENTENCE.test(text)));
}

test.describe('every page', () => {
  let place: Place;
  test.beforeAll(async ({ rest, region }) => {
    place = await furnish(rest, region, { word: NAME, name: NAME, port: 8800 });
  });

  for (const language of ['en', 'zh'] as const) {
    test(`speaks ${language} only, stays in its window and is accessible`, async ({ page, context, product }) => {
      test.setTimeout(600_000);
      await context.addCookies([{ name: 'openslb-language', value: language, url: product.consoleUrl }]);
      const found: Record<string, string[]> = {};
      for (const [name, path] of everyPage(place)) {
        await visit(page, path);
        await expect(page.locator('html')).toHaveAttribute('lang', language === 'en' ? 'en' : 'zh-CN');
        const texts = await textsOf(page);
        const wrong = language === 'en' ? texts.filter((text) => /\p{Script=Han}/u.test(text)) : leftovers(texts);
        if (wrong.length > 0) {
          found[name] = wrong;
        }
        await inspect(page, `every-${name}-${language}`, VIEWS[language]);
      }
      expect(found).toEqual({});
    });
  }
});
