import { expect, test } from 'vitest';
import { chooseLanguage } from './language.ts';

test.each([
  ['the choice of this browser', 'zh', 'en-US,en;q=0.9', 'zh'],
  ['an unknown choice counts as none', 'fr', 'zh-CN,zh;q=0.9', 'zh'],
  ['the first visit', undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['by weight, not by place', undefined, 'en;q=0.5, zh-TW;q=0.7', 'zh'],
  ['the first language that there is', undefined, 'fr-FR,fr;q=0.9,zh;q=0.3', 'zh'],
  ['a language that is refused', undefined, 'zh;q=0,en;q=0.1', 'en'],
  ['nothing known', undefined, 'fr', 'en'],
  ['any language', undefined, '*', 'en'],
  ['no header', undefined, null, 'en'],
  ['nonsense', undefined, ';q=x,,;', 'en'],
])('%s', (_name, cookie, header, language) => {
  expect(chooseLanguage(cookie, header)).toBe(language);
});
