import { expect, test } from 'vitest';
import { waitFor } from '#test/wait.ts';
import { CommandError, runCommand } from './run-command.ts';

test('one that does not end is killed', async () => {
  const pids: string[] = [];
  const end = runCommand({ command: ['sh', '-c', 'echo $$; exec sleep 1000'], timeLimitMs: 500, onOutput: (text) => pids.push(text) });
  await expect(end).rejects.toThrow(new CommandError('"sh" did not end within 0.5 s.'));
  const pid = Number(pids.join(''));
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

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
