import { expect, test } from 'vitest';
import { UDP_FLOW_IDLE_SECONDS } from '#domain/limits.ts';
import { describeOnHosts } from '#test/traffic/describe-on-hosts.ts';
import { Site } from '#test/traffic/site.ts';
import { waitFor } from '#test/wait.ts';

/** When a flow ends of itself (data-plane 16), in a file of its own: nothing but time can shorten it. */

describeOnHosts('idle UDP flows', (stageOf) => {
  test('a flow is forgotten when it was idle for its time, and one with traffic is not', async () => {
    const site = await Site.create(stageOf().ground('ipv4'), 1);
    const [one, other] = [await site.addServer('one', { protocol: 'udp' }), await site.addServer('other', { protocol: 'udp' })];
    const pool = await site.addPool([one, other], [100, 0]);
    const listener = await site.listen(pool, { protocol: 'udp', check: { enabled: false } });
    const [idle, busy] = [await listener.flow(), await listener.flow()];
    await idle.reaches('one');
    await busy.reaches('one');
    // Open flows stay where they are, new ones go to the other.
    await pool.weigh(one, 0);
    await pool.weigh(other, 100);
    await listener.settled();
    const endsAt = performance.now() + (UDP_FLOW_IDLE_SECONDS + 10) * 1000;
    await waitFor(
      async () => {
        await busy.reaches('one');
        return performance.now() > endsAt;
      },
      { intervalMs: 5000, timeoutMs: 2 * UDP_FLOW_IDLE_SECONDS * 1000 },
    );
    expect(await idle.ask('who')).toBe('other:who');
    await busy.reaches('one');
  });
});
