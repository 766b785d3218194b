import pg from 'pg';
import { visit } from './every-page.ts';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

test('the standby is checked on demand: it answers, it refuses, and nothing else follows', async ({ page, rest, region, backend }) => {
  const [blue, green] = [await backend('probe-blue'), await backend('probe-green')];
  const instance = await rest.createInstance(region.id, 'probe-me');
  const group = await rest.createGroup(
    instance.id,
    'probed',
    { serverId: blue.serverId, port: 9000 },
    { serverId: green.serverId, port: 9000 },
  );
  const groups = `/${region.id}/instances/${instance.id}/active-standby-server-groups`;

  await test.step('without a listener: a plain TCP connection', async () => {
    await visit(page, groups);
    await page.getByRole('button', { name: 'Check the standby of probed now' }).click();
    const row = page.getByRole('row', { name: /probed/ });
    await expect(row.getByRole('status').filter({ hasText: 'Passed' })).toContainText(/Passed: connected in \d+ ms/);
    await expect(row).toContainText('Not checked');
  });

  await rest.createListener(instance.id, group.id, 8000);

  await test.step('on the page of the group: it refuses, and the group goes on as it was', async () => {
    await green.kill();
    await visit(page, `${groups}/${group.id}`);
    await expect(page.getByText('Not checked')).toBeVisible();
    await page.getByRole('button', { name: 'Check the standby of probed now' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Failed' })).toContainText('connection refused');
    await expect(page.getByText('Abnormal', { exact: true })).toHaveCount(0);
    await inspect(page, 'check-standby', ONCE_EACH);
  });
});

test('a check that no worker takes expires, and the page says so', async ({ page, rest, product, otherRegion }) => {
  const server = (name: string) => rest.registerServer({ regionId: otherRegion.id, name, address: otherRegion.nextServerAddress() });
  const [one, two] = [await server('nobody-1'), await server('nobody-2')];
  const instance = await rest.createInstance(otherRegion.id, 'nobody-home');
  await rest.createGroup(instance.id, 'alone', { serverId: one.id, port: 9 }, { serverId: two.id, port: 9 });
  await visit(page, `/${otherRegion.id}/instances/${instance.id}/active-standby-server-groups`);
  const database = new pg.Client({ connectionString: product.databaseUrl });
  await database.connect();
  try {
    // As if every worker were away: the request is held by a transaction, and older than anybody waits when it comes free.
    await database.query(`
      CREATE FUNCTION too_old() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.requested_at := NEW.requested_at - interval ''1 minute''; RETURN NEW; END';
      CREATE TRIGGER too_old BEFORE INSERT ON probe_request FOR EACH ROW EXECUTE FUNCTION too_old()`);
    await page.getByRole('button', { name: 'Check the standby of alone now' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'No worker answered' })).toBeVisible();
  } finally {
    await database.query('DROP TRIGGER too_old ON probe_request; DROP FUNCTION too_old');
    await database.end();
  }
});

test('Health Precheck in the wizard: Diagnose, Batch Precheck, results, OK', async ({ page, rest, region, backend }) => {
  const [up, down] = [await backend('precheck-up'), await backend('precheck-down')];
  await down.kill();
  const instance = await rest.createInstance(region.id, 'precheck');
  const group = await rest.createGroup(instance.id, 'pair', { serverId: up.serverId, port: 9000 }, { serverId: down.serverId, port: 9000 });
  await visit(page, `/${region.id}/instances/${instance.id}/listeners/create`);
  await page.getByLabel('Listening Port').fill('8100');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Server Group', { exact: true }).selectOption(group.id);

  await test.step('the readiness check is off, and says that it never influences forwarding', async () => {
    await page.getByRole('button', { name: 'Modify' }).click();
    await expect(page.getByRole('switch', { name: 'Standby Readiness Check' })).not.toBeChecked();
    await expect(page.getByText('It never influences forwarding')).toBeVisible();
    await page.getByRole('switch', { name: 'Standby Readiness Check' }).check({ force: true });
  });

  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Modify' }).click();

  await test.step('settings that do not hold are not tried', async () => {
    await page.getByLabel('Response Timeout').fill('0');
    await page.getByRole('button', { name: 'Health Precheck' }).click();
    await expect(page.getByText('Response Timeout is a whole number of seconds from 1 to 300.')).toBeVisible();
    await page.getByLabel('Response Timeout').fill('1');
  });

  await test.step('one server, then both', async () => {
    await page.getByRole('button', { name: 'Health Precheck' }).click();
    const dialog = page.getByRole('dialog', { name: 'Health Precheck' });
    await expect(dialog).toContainText('advice only');
    await dialog.getByRole('button', { name: 'Diagnose precheck-up' }).click();
    await expect(dialog.getByRole('row', { name: /precheck-up/ })).toContainText('Passed: connected');
    await expect(dialog.getByRole('row', { name: /precheck-down/ })).toContainText('Not tried yet');
    await dialog.getByRole('button', { name: 'Batch Precheck' }).click();
    await expect(dialog.getByRole('row', { name: /precheck-down/ })).toContainText('Failed: connection refused');
    await inspect(page, 'precheck', ONCE_EACH);
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(dialog).toHaveCount(0);
  });

  await test.step('the listener is created with the readiness check on', async () => {
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByText('Standby Readiness Check')).toBeVisible();
    await page.getByRole('button', { name: 'Submit' }).click();
    await expect(page.getByText('Configuration Successful')).toBeVisible();
    const { body } = await rest.call<{ items: { standbyReadinessCheck: boolean }[] }>('GET', `/load-balancers/${instance.id}/listeners`);
    expect(body.items[0]?.standbyReadinessCheck).toBe(true);
  });
});

test('a standby that fails its readiness check: No redundancy, wherever the group is shown', async ({ page, rest, region, backend }) => {
  test.slow();
  const [blue, green] = [await backend('ready-blue'), await backend('ready-green')];
  const instance = await rest.createInstance(region.id, 'readiness');
  const group = await rest.createGroup(
    instance.id,
    'watched',
    { serverId: blue.serverId, port: 9000 },
    { serverId: green.serverId, port: 9000 },
  );
  const listener = await rest.createListener(instance.id, group.id, 8000, { standbyReadinessCheck: true });
  const base = `/${region.id}/instances/${instance.id}`;

  await visit(page, `${base}/active-standby-server-groups`);
  await expect(page.getByRole('row', { name: /watched/ })).toContainText('Redundant');
  await green.kill();
  const row = page.getByRole('row', { name: /watched/ });
  await expect(row).toContainText('No redundancy');
  await expect(row).toContainText('ready-green: connection refused');
  expect((await rest.getListener(listener.id)).serving.role).toBe('active');
  await inspect(page, 'no-redundancy', ONCE_EACH);

  await visit(page, `${base}/listeners`);
  await expect(page.getByRole('row', { name: /tcp_8000/ })).toContainText('No redundancy');
  await visit(page, `/${region.id}/instances`);
  await expect(page.getByRole('row', { name: /readiness/ })).toContainText('No redundancy');

  await green.start();
  await visit(page, `${base}/active-standby-server-groups/${group.id}`);
  await expect(page.getByText('Redundant').first()).toBeVisible();
  await expect(page.getByText('No redundancy')).toHaveCount(0);
});
