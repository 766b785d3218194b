import { expect, it } from 'vitest';
import { type Change, spansOf } from './spans.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));
const hour = { from: at(0), to: at(60) };
const change = (minute: number, before: string | null, after: string): Change<string> => ({ at: at(minute), before, after });
const minutes = (changes: Change<string>[]) =>
  spansOf(changes, hour)
    .map(({ from, to, state }) => [from.getTime() - at(0).getTime(), to.getTime() - at(0).getTime(), state])
    .map(([from, to, state]) => `${Number(from) / 60_000}-${Number(to) / 60_000} ${state}`);

it.each<[string, Change<string>[], string[]]>([
  ['nothing is known', [], []],
  ['one change: before it and after it', [change(20, 'up', 'down')], ['0-20 up', '20-60 down']],
  ['what was before the first one is not known', [change(20, null, 'up')], ['20-60 up']],
  ['a change before the time tells how it begins', [change(-30, 'up', 'down'), change(10, 'down', 'up')], ['0-10 down', '10-60 up']],
  ['a change at the very beginning leaves nothing before it', [change(0, 'up', 'down')], ['0-60 down']],
  ['two at one moment: the later one holds', [change(5, 'up', 'down'), change(5, 'down', 'up')], ['0-5 up', '5-60 up']],
  ['a change after the time does not show', [change(20, 'up', 'down'), change(90, 'down', 'up')], ['0-20 up', '20-60 down']],
])('%s', (_, changes, expected) => {
  expect(minutes(changes)).toEqual(expected);
});
