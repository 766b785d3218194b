import { describe, expect, it } from 'vitest';
import { formatTagFilter, parseTagFilter, SetTagsInput, TagFilters } from './tag.ts';

const tag = (key: string, value?: string) => ({ key, value });
const errorOf = (...tags: object[]) => SetTagsInput.safeParse({ tags }).error?.issues[0];

describe('tags', () => {
  it('keys of 1 to 64 characters, values of 0 to 128, of any script', () => {
    expect(SetTagsInput.parse({ tags: [tag(' 环境 ', ' a b '), tag('k'.repeat(64), 'v'.repeat(128)), tag('empty')] })).toEqual({
      tags: [tag('环境', 'a b'), tag('k'.repeat(64), 'v'.repeat(128)), tag('empty', '')],
    });
  });

  it.each([
    [tag('', 'v'), 'key'],
    [tag('  ', 'v'), 'key'],
    [tag('k'.repeat(65)), 'key'],
    [tag('k', 'v'.repeat(129)), 'value'],
    [tag('aliyun-team'), 'key'],
    [tag('acs:team'), 'key'],
    [tag('k', 'acs:x'), 'value'],
    [tag('k', 'see http://x'), 'value'],
    [tag('https://x'), 'key'],
    [tag('a\nb'), 'key'],
  ])('%o is refused, and the field named', (wrong, field) => {
    expect(errorOf(wrong)?.path).toEqual(['tags', 0, field]);
  });

  it('the same key overwrites, and the limit of 20 counts what is left', () => {
    expect(SetTagsInput.parse({ tags: [tag('a', '1'), tag('b', '2'), tag('a', '3')] }).tags).toEqual([tag('a', '3'), tag('b', '2')]);
    const twenty = Array.from({ length: 20 }, (_, index) => tag(`k${index.toString()}`));
    expect(errorOf(...twenty, tag('k0', 'again'))).toBeUndefined();
    expect(errorOf(...twenty, tag('one more'))?.message).toMatch(/^TagCountLimit: /);
  });
});

describe('a filter in an address', () => {
  it.each([
    [{ key: 'env', value: 'prod' }, 'env:prod'],
    [{ key: 'env', value: '' }, 'env:'],
    [{ key: 'env', value: null }, 'env'],
    [{ key: 'a:b', value: '100%: c' }, 'a%3Ab:100%25%3A c'],
    [{ key: '组', value: '<b>' }, '组:<b>'],
  ])('%o is written %s, and read again', (filter, text) => {
    expect(formatTagFilter(filter)).toBe(text);
    expect(parseTagFilter(text)).toEqual(filter);
  });

  it('comes once, or up to ten times', () => {
    expect(TagFilters.parse(undefined)).toEqual([]);
    expect(TagFilters.parse('env:prod')).toEqual([{ key: 'env', value: 'prod' }]);
    expect(TagFilters.parse(['a', 'b:'])).toHaveLength(2);
    expect(TagFilters.safeParse(Array.from({ length: 11 }, () => 'a')).success).toBe(false);
    expect(TagFilters.safeParse(':prod').success).toBe(false);
    expect(TagFilters.safeParse('env%:prod').success).toBe(false);
  });
});
