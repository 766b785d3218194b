import { expect, test } from 'vitest';
import { freePort } from '#test/servers.ts';
import { failed, NO_FAILURES } from './fates.ts';
import { HANGS_MS, Stage } from './stage.ts';
import { waitFor } from './wait.ts';

/** What no service and no constraint lets pass, written by someone who has switched the constraints off. */
const CORRUPTIONS: Record<string, string> = {
  'a port that is none': 'UPDATE listener SET port = 70000 WHERE id = $1',
  'an idle time of less than nothing': 'UPDATE listener SET idle_timeout_seconds = -1 WHERE id = $1',
  'no health check': 'DELETE FROM health_check WHERE listener_id = $1',
  'a health check that never ends': 'UPDATE health_check SET timeout_seconds = 2000000000 WHERE listener_id = $1',
  'a UDP check of a TCP port': `UPDATE health_check SET type = 'udp' WHERE listener_id = $1`,
  'a group that is not there': `UPDATE listener SET active_standby_group_id = 'gone' WHERE id = $1`,
  'a delay without a number': `UPDATE listener SET failback_mode = 'delayed', failback_stable_seconds = NULL WHERE id = $1`,
};

test('a corrupt row harms its own listener only, in a running worker and in one that starts with it', {
  timeout: 240_000,
}, async (context) => {
  const stage = await Stage.open(5, context);
  const members = await stage.pair(1);
  const good = await stage.listen(1, members);
  const others = await stage.listen(2, members);
  const corrupt = new Map<string, string>();
  for (const what of Object.keys(CORRUPTIONS)) {
    const port = await freePort(good.address);
    corrupt.set(what, await stage.configuration.addListener(good.loadBalancerId, good.groupId, { port }));
  }
  const worker = await stage.worker();
  await stage.converged();
  const { remote: client } = stage.client();
  expect(await client.hold(good, 20)).toBe(20);
  await client.startLoad('same', { ...good, concurrency: 2, timeoutMs: HANGS_MS });
  await client.startLoad('other', { ...others, concurrency: 2, timeoutMs: HANGS_MS });

  await liftConstraints(stage);
  for (const [what, id] of corrupt) {
    await stage.configuration.query(CORRUPTIONS[what] ?? '', [id]);
    await waitFor(async () => (await stage.configuration.statusOf(id))?.state === 'failed', { what: `${what} to be reported` });
    const status = await stage.configuration.statusOf(id);
    expect({ what, code: status?.error_code }).toEqual({ what, code: 'InvalidConfiguration' });
  }
  // The good neighbours are still edited, not only left as they were.
  const port = await freePort(others.address);
  await stage.configuration.query('UPDATE listener SET name = $2 WHERE id = $1', [good.id, 'still edited']);
  const added = await stage.configuration.addListener(good.loadBalancerId, good.groupId, { port });
  await stage.inForce({ id: added });
  await waitFor(async () => (await stage.reached({ address: good.address, port })) === 'active', { what: 'a listener added beside them' });
  expect(await client.pingHeld(HANGS_MS)).toEqual({ answered: 20, lost: 0, silent: 0, wrong: 0 });
  expect(failed(await client.stopLoad('same'))).toEqual(NO_FAILURES);
  expect(failed(await client.stopLoad('other'))).toEqual(NO_FAILURES);

  await worker.kill('SIGKILL');
  await stage.configuration.query('DELETE FROM listener_status');
  await stage.worker({ nodeId: 'node-2' });
  await stage.inForce(good, others, { id: added });
  expect([await stage.reached(good), await stage.reached(others)]).toEqual(['active', 'active']);
  for (const [what, id] of corrupt) {
    const status = await waitFor(() => stage.configuration.statusOf(id), { what: `the status of ${what}` });
    expect({ what, state: status.state }).toEqual({ what, state: 'failed' });
  }
});

/** As a careless restore would; triggers that raise revisions and notify go on. */
async function liftConstraints({ configuration }: Stage): Promise<void> {
  await configuration.query(`DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT conrelid::regclass AS owner, conname FROM pg_constraint
      WHERE conrelid IN ('listener'::regclass, 'health_check'::regclass, 'active_standby_member'::regclass) AND contype IN ('c', 'f')
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.owner, one.conname); END LOOP;
    FOR one IN SELECT tgrelid::regclass AS owner, tgname FROM pg_trigger
      WHERE tgrelid IN ('listener'::regclass, 'health_check'::regclass, 'active_standby_member'::regclass)
        AND NOT tgisinternal AND tgconstraint <> 0
    LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', one.owner, one.tgname); END LOOP;
  END $$`);
}
