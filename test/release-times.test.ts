import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { ReleaseTime } from '#components/load-balancer/release-times.ts';

const SOURCE = new URL('../components/load-balancer/release-times.ts', import.meta.url).href;

/** The zone of a process is read once: each case is a process of its own. */
function timesIn(zone: string, day: string, now = '2020-01-01T00:00:00Z'): ReleaseTime[] {
  const script = `import { releaseTimesOf } from ${JSON.stringify(SOURCE)};
    console.log(JSON.stringify(releaseTimesOf(${JSON.stringify(day)}, new Date(${JSON.stringify(now)}))));`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  return JSON.parse(execFileSync(process.execPath, args, { env: { ...process.env, TZ: zone }, encoding: 'utf8' }));
}

describe('the times that a release can be scheduled for', () => {
  it('are the full and half hours of the day', () => {
    const times = timesIn('UTC', '2026-11-21');
    expect(times).toHaveLength(48);
    expect(times[0]).toEqual({ at: '2026-11-21T00:00:00.000Z', clock: '00:00' });
    expect(times.at(-1)?.clock).toBe('23:30');
  });

  it('are to come', () => {
    expect(timesIn('UTC', '2026-11-21', '2026-11-21T22:30:00Z').map(({ clock }) => clock)).toEqual(['23:00', '23:30']);
    expect(timesIn('UTC', '2026-11-20', '2026-11-21T22:30:00Z')).toEqual([]);
    expect(timesIn('UTC', '')).toEqual([]);
  });

  it('are those of UTC where the local clock is a quarter of an hour off', () => {
    expect(timesIn('Asia/Kathmandu', '2026-11-21')[0]).toEqual({ at: '2026-11-20T18:30:00.000Z', clock: '00:15' });
  });

  it('follow the clock when it is put back', () => {
    const times = timesIn('Europe/Berlin', '2026-10-25');
    expect(times).toHaveLength(50);
    expect(new Set(times.map(({ at }) => at)).size).toBe(50);
  });
});
