import pg from 'pg';
import { whoAnswers } from './backend.ts';
import { visit } from './every-page.ts';
import { expect, test } from './fixtures.ts';
import { inspect } from './inspect.ts';

test('the timeline of a group: a failover as a picture and as a table, by keyboard, in a range that stays', async ({
  page,
  rest,
  region,
  backend,
  product,
}) => {
  test.slow();
  const [blue, green] = [await backend('time-blue'), await backend('time-green')];
  const instance = await rest.createInstance(region.id, 'timeline');
  const group = await rest.createGroup(
    instance.id,
    'timed',
    { serverId: blue.serverId, port: 9000 },
    { serverId: green.serverId, port: 9000 },
  );
  const listener = await rest.createListener(instance.id, group.id, 8000);
  await expect.poll(() => whoAnswers(instance.address, 8000).catch(() => '')).toBe('time-blue');

  await test.step('a past of half an hour, as a worker would have recorded it', async () => {
    const database = new pg.Client({ connectionString: product.databaseUrl });
    await database.connect();
    const { rows } = await database.query('SELECT node_id FROM listener_status WHERE listener_id = $1', [listener.id]);
    const memberId = group.servers.find((server) => server.role === 'active')?.memberId;
    await database.query(
      `INSERT INTO probe_run (node_id, listener_id, member_id, first_at, last_at, ok, reason, probes) VALUES
        ($1, $2, $3, now() - interval '50 min', now() - interval '30 min', true, 'connected', 600),
        ($1, $2, $3, now() - interval '29 min', now() - interval '20 min', false, 'connection refused', 270),
        ($1, $2, $3, now() - interval '19 min', now() - interval '2 min', true, 'connected', 500)`,
      [rows[0].node_id, listener.id, memberId],
    );
    await database.query(
      `INSERT INTO verdict_change (id, node_id, listener_id, member_id, server_name, from_state, to_state, reason, at) VALUES
        (gen_random_uuid(), $1, $2, $3, 'time-blue', 'healthy', 'unhealthy', 'connection refused', now() - interval '28 min'),
        (gen_random_uuid(), $1, $2, $3, 'time-blue', 'unhealthy', 'healthy', 'connected', now() - interval '18 min')`,
      [rows[0].node_id, listener.id, memberId],
    );
    await database.query("UPDATE listener SET created_at = now() - interval '55 min' WHERE id = $1", [listener.id]);
    await database.end();
  });

  await visit(page, `/${region.id}/instances/${instance.id}/active-standby-server-groups/${group.id}`);
  const timeline = page.getByRole('region', { name: 'Failover timeline' });
  const table = timeline.getByRole('table', { name: 'Events' });

  await test.step('the picture has a row for probes, verdicts and who served', async () => {
    for (const name of ['Probes of time-blue', 'Verdict on time-blue', 'Serving']) {
      await expect(timeline.getByText(name, { exact: true })).toBeVisible();
    }
    await expect(table).toContainText('270 probes of time-blue failed');
    await expect(table).toContainText('time-blue is now: Abnormal');
  });

  await test.step('a switch appears by itself, as a mark and as a line', async () => {
    await blue.kill();
    await expect.poll(() => whoAnswers(instance.address, 8000).catch(() => ''), { timeout: 15_000 }).toBe('time-green');
    await expect(table).toContainText(/Standby time-green \([^)]+\) took over from time-blue/);
    await expect(timeline.locator('[data-switch="standby"]')).toHaveCount(1);
  });

  await test.step('the arrow keys lead from change to change, and say what was so', async () => {
    const slider = timeline.getByRole('slider', { name: 'TCP:8000: moment in time' });
    await slider.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuetext', /Probes of time-blue: /);
    await page.keyboard.press('End');
    await expect(slider).toHaveAttribute('aria-valuetext', /Serving: Standby/);
    await page.keyboard.press('Escape');
    await expect(timeline.getByText('Now', { exact: true })).toBeVisible();
  });

  await test.step('the range stands in the address and survives a reload', async () => {
    await timeline.getByRole('radio', { name: '31 days' }).check({ force: true });
    await expect(page).toHaveURL(/range=31d/);
    await page.reload();
    await expect(timeline.getByRole('radio', { name: '31 days' })).toBeChecked();
    await expect(table).toContainText('took over from time-blue');
    await timeline.getByRole('radio', { name: '1 hour' }).check({ force: true });
    await expect(table).toContainText('took over from time-blue');
  });
  await timeline.scrollIntoViewIfNeeded();
  await inspect(page, 'timeline-group');

  await test.step('the instance has one for all its listeners', async () => {
    await visit(page, `/${region.id}/instances/${instance.id}/details`);
    await page.getByRole('link', { name: 'Failover History' }).click();
    await expect(timeline.getByRole('slider', { name: 'TCP:8000: moment in time' })).toBeVisible();
    await expect(table).toContainText('took over from time-blue');
    await inspect(page, 'timeline-instance');
  });
  await blue.start();
});

test('an instance without anything that can fail over says so', async ({ page, rest, region }) => {
  const instance = await rest.createInstance(region.id, 'no-timeline');
  await visit(page, `/${region.id}/instances/${instance.id}/failovers`);
  await expect(page.getByText('Nothing can fail over yet')).toBeVisible();
});
