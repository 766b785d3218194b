import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { waitFor } from '#test/wait.ts';
import { CommandError, runCommand } from './run-command.ts';

const run = async (command: string[], input = '') => {
  let output = '';
  const end = await runCommand({
    command,
    input,
    onOutput: (text) => {
      output += text;
    },
    timeLimitMs: 10_000,
  });
  return { ...end, output };
};

test('gives a program its words and its input as they are, and hears what it says and how it ends', async () => {
  expect(await run(['cat'], "a $HOME `b` 'c' \\\nd")).toEqual({ code: 0, complaint: '', output: "a $HOME `b` 'c' \\\nd" });
  expect(await run(['printf', '%s', 'it\'s $1 "so"'])).toEqual({ code: 0, complaint: '', output: 'it\'s $1 "so"' });
  expect(await run(['sh', '-c', 'echo out; echo no >&2; exit 3'])).toEqual({ code: 3, complaint: 'no\n', output: 'out\n' });
  expect(await run(['cat'])).toEqual({ code: 0, complaint: '', output: '' });
});

test('hears much, as it comes, and keeps the first of many complaints', async () => {
  const { output, complaint } = await run(['sh', '-c', 'seq 300000; seq 20000 >&2']);
  expect(output.length).toBe(1_988_895);
  expect(output.endsWith('\n300000\n')).toBe(true);
  expect(complaint.startsWith('1\n2\n')).toBe(true);
  expect(complaint.length).toBe(16_384);
});

test('programs run side by side', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => run(['sh', '-c', `sleep 0.0${index}; echo ${index}`])));
  expect(answers.map(({ output }) => output.trim())).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
});

test('says which program is not there, takes too long, was killed, or said too much', async () => {
  await expect(run(['no-such-program'])).rejects.toThrow('"no-such-program" is not installed on this host.');
  await expect(runCommand({ command: ['sleep', '60'], timeLimitMs: 100 })).rejects.toThrow('"sleep" did not end within 0.1 s.');
  await expect(run(['sh', '-c', 'kill -9 $$'])).rejects.toThrow(CommandError);
  const onOutput = () => {
    throw new CommandError('too much');
  };
  await expect(runCommand({ command: ['seq', '10'], onOutput, timeLimitMs: 10_000 })).rejects.toThrow('too much');
  expect((await run(['echo', 'after'])).output).toBe('after\n');
});

test('does not tell programs what this process knows', async () => {
  process.env.SECRET_OF_THIS_TEST = 'hush';
  try {
    expect((await run(['env'])).output).not.toContain('SECRET_OF_THIS_TEST');
  } finally {
    delete process.env.SECRET_OF_THIS_TEST;
  }
});

test('one that does not end is killed', async () => {
  const pids: string[] = [];
  const end = runCommand({ command: ['sh', '-c', 'echo $$; exec sleep 1000'], timeLimitMs: 500, onOutput: (text) => pids.push(text) });
  await expect(end).rejects.toThrow(new CommandError('"sh" did not end within 0.5 s.'));
  const pid = Number(pids.join(''));
  expect(pid).toBeGreaterThan(0);
  await waitFor(() => !isRunning(pid));
});

test('one that its reader has enough of is killed', async () => {
  let chunks = 0;
  const end = runCommand({
    command: ['yes'],
    timeLimitMs: 60_000,
    onOutput: () => {
      chunks += 1;
      if (chunks === 3) {
        throw new CommandError('enough');
      }
    },
  });
  await expect(end).rejects.toThrow(new CommandError('enough'));
});

test('of what it complains about no more is kept than people read', async () => {
  const end = await runCommand({ command: ['sh', '-c', 'head -c 3000000 /dev/zero | tr "\\0" x >&2; exit 3'], timeLimitMs: 60_000 });
  expect(end.code).toBe(3);
  expect(end.complaint).toHaveLength(16_384);
});

test('input of some megabytes arrives whole', async () => {
  let output = '';
  const end = await runCommand({
    command: ['wc', '-c'],
    input: 'x'.repeat(5_000_000),
    timeLimitMs: 60_000,
    onOutput: (text) => {
      output += text;
    },
  });
  expect(end).toEqual({ code: 0, complaint: '' });
  expect(Number(output)).toBe(5_000_000);
});

/** Ended counts as gone, collected by its parent or not. */
function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}
