import { expect, it } from 'vitest';
import { applyDraft, NO_CHANGE, withoutTag, withTag } from './tag-draft.ts';

const tag = (key: string, value: string) => ({ key, value });

it('a draft changes what it names only: what others do meanwhile stays', () => {
  const draft = withoutTag(withTag(withTag(NO_CHANGE, tag('env', 'test')), tag('team', 'web')), 'old');
  expect(applyDraft([tag('env', 'prod'), tag('old', '')], draft)).toEqual([tag('env', 'test'), tag('team', 'web')]);
  expect(applyDraft([tag('env', 'prod'), tag('theirs', '1')], draft)).toEqual([tag('env', 'test'), tag('team', 'web'), tag('theirs', '1')]);
});

it('the last word about a key counts', () => {
  const draft = withTag(withoutTag(withTag(NO_CHANGE, tag('a', '1')), 'a'), tag('a', '2'));
  expect(applyDraft([], draft)).toEqual([tag('a', '2')]);
  expect(applyDraft([], withoutTag(draft, 'a'))).toEqual([]);
});
