import { describe, expect, it } from 'vitest';
import { SecretBox, SecretNotReadable } from './secret-box.ts';

const OLD = 'the secret that was used before and is long enough';
const NEW = 'the secret that is used now and is long enough too';
const box = new SecretBox('access-key', [OLD]);

describe('the secret box', () => {
  it.each(['', 'x', 'a secret of thirty characters!', 'ünïcödé 密钥', 'x'.repeat(10_000)])('opens what it has sealed', (text) => {
    const sealed = box.seal(text, 'row');
    expect(box.open(sealed, 'row')).toBe(text);
  });

  it('seals the same text differently each time, and shows nothing of it', () => {
    const sealed = [1, 2].map(() => box.seal('hunter2-hunter2', 'row'));
    expect(sealed[0]).not.toBe(sealed[1]);
    expect(Buffer.from(sealed[0]?.split('.')[2] ?? '', 'base64url').includes('hunter2')).toBe(false);
  });

  it('does not open what was sealed for another row', () => {
    expect(() => box.open(box.seal('text', 'row'), 'other')).toThrow(SecretNotReadable);
  });

  it('does not open what was changed by one bit', () => {
    const [format, key, content = ''] = box.seal('text', 'row').split('.');
    const bytes = Buffer.from(content, 'base64url');
    for (const at of [0, 12, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => box.open(`${format}.${key}.${changed.toString('base64url')}`, 'row')).toThrow(SecretNotReadable);
    }
  });

  it.each(['', 'v1', 'v1.x', 'v1.x.', 'v2.abc.def', 'clear text', 'v1..'])('refuses what is no sealed text: "%s"', (text) => {
    expect(() => box.open(text, 'row')).toThrow(SecretNotReadable);
  });

  it('opens with the secret before, seals with the new one, and knows what is outdated', () => {
    const sealed = box.seal('text', 'row');
    const rotated = new SecretBox('access-key', [NEW, OLD]);
    expect(rotated.open(sealed, 'row')).toBe('text');
    expect(rotated.isOutdated(sealed)).toBe(true);
    const again = rotated.seal('text', 'row');
    expect(rotated.isOutdated(again)).toBe(false);
    expect(new SecretBox('access-key', [NEW]).open(again, 'row')).toBe('text');
    expect(() => new SecretBox('access-key', [NEW]).open(sealed, 'row')).toThrow(SecretNotReadable);
  });
});
