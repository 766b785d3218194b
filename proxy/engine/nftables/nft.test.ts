import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ThreeHosts } from '#test/three-hosts.ts';
import { whyNoKernel } from '#test/traffic/engines.ts';
import { Nft, NftError } from './nft.ts';

const obstacle = whyNoKernel();
if (obstacle !== null) {
  process.stdout.write(`Skipped, nft in a network namespace: ${obstacle}\n`);
}

describe.skipIf(obstacle !== null)('in a network namespace', () => {
  let hosts: ThreeHosts;
  let nft: Nft;

  beforeAll(() => {
    hosts = new ThreeHosts();
    nft = new Nft({ command: [...hosts.on('balancer'), 'nft'] });
  });
  afterAll(() => hosts?.remove());

  const chainsOf = async (table: string) =>
    (await nft.list('table', 'inet', table))?.flatMap(({ chain }) => (chain ? [(chain as { name: string }).name] : []));

  test('a script is in force as a whole', async () => {
    await nft.run('table inet whole {\n chain a { }\n chain b { jump a\n }\n}\n');
    expect(await chainsOf('whole')).toEqual(['a', 'b']);
  });

  test('nothing of a script is in force when the kernel refuses a part of it', async () => {
    await nft.run('add table inet half\n');
    const error = await nft.run('add chain inet half a\nadd rule inet half a jump nowhere\nadd chain inet half b\n').catch((one) => one);
    expect(error).toBeInstanceOf(NftError);
    expect(error.message).toBe('nft: line 2: Could not process rule: No such file or directory');
    expect(await chainsOf('half')).toEqual([]);
  });

  test('an error names line and reason, at most three, and nothing of the script', async () => {
    const secret = 'secret-words-of-the-script';
    const wrong = Array.from({ length: 9 }, () => `add rule inet none none comment "${secret}"\n`);
    const error: Error = await nft.run(wrong.join('')).catch((one) => one);
    expect(error).toBeInstanceOf(NftError);
    expect(error.message).not.toContain(secret);
    expect(error.message).toMatch(/^nft: line 1: .*; line 2: .*; line 3: [^;]*$/);
  });

  test('what is not there is null; what is there comes without metainfo', async () => {
    expect(await nft.list('table', 'inet', 'absent')).toBeNull();
    await nft.run('table inet there {\n set numbers { type mark; elements = { 5, 0xf0000001 }\n }\n}\n');
    expect(await nft.list('set', 'inet', 'there', 'absent')).toBeNull();
    expect(await nft.list('set', 'inet', 'there', 'numbers')).toMatchObject([{ set: { name: 'numbers', elem: [5, 0xf0000001] } }]);
  });

  test('a list that nft does not understand is an error, not an absence', async () => {
    await expect(nft.list('nonsense')).rejects.toThrow(NftError);
  });

  test('a script of some megabytes, and a list of as many', async () => {
    const marks = Array.from({ length: 50_000 }, (_, index) => 0x4000_0000 + index);
    const comment = 'a comment that makes each element longer than it need be, up to the length of two ids';
    const elements = marks.map((mark) => `${mark} comment "${comment}"`).join(', ');
    const script = `table inet large {\n set marks { type mark; }\n}\nadd element inet large marks { ${elements} }\n`;
    expect(script.length).toBeGreaterThan(4_000_000);
    await nft.run(script);
    const [listed] = (await nft.list('set', 'inet', 'large', 'marks')) as [{ set: { elem: unknown[] } }];
    expect(listed.set.elem).toHaveLength(marks.length);
    await nft.run('delete table inet large\n');
    expect(await nft.list('set', 'inet', 'large', 'marks')).toBeNull();
  });

  test('calls at once do not disturb each other', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `once${index}`);
    await Promise.all(names.map((name) => nft.run(`add table inet ${name}\nadd chain inet ${name} c\n`)));
    expect(await Promise.all(names.map(chainsOf))).toEqual(names.map(() => ['c']));
  });
});

describe('a program that is no nft', () => {
  test('one that is not there', async () => {
    const nft = new Nft({ command: ['no-such-program-anywhere'] });
    await expect(nft.run('')).rejects.toThrow(new NftError('"no-such-program-anywhere" is not installed on this host.'));
    await expect(nft.list('tables')).rejects.toThrow(NftError);
  });

  test('one that does not read its input, and fails without a word', async () => {
    await expect(new Nft({ command: ['false'] }).run('x'.repeat(5_000_000))).rejects.toThrow(new NftError('nft: ended with code 1'));
  });

  test('one that says what is no JSON', async () => {
    await expect(new Nft({ command: ['echo'] }).list('tables')).rejects.toThrow(/no JSON/);
  });

  test('one that is killed', async () => {
    await expect(new Nft({ command: ['sh', '-c', 'kill -9 $$'] }).run('')).rejects.toThrow(new NftError('"sh" was ended by SIGKILL.'));
  });

  test('it sees nothing of our environment', async () => {
    process.env.OPENSLB_TEST_SECRET = 'secret';
    const run = new Nft({ command: ['sh', '-c', 'test -z "$OPENSLB_TEST_SECRET"'] }).run('');
    delete process.env.OPENSLB_TEST_SECRET;
    await expect(run).resolves.toBeUndefined();
  });
});
