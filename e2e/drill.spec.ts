import { whoAnswers } from './backend.ts';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

/** Opens connections until it is told to stop, and remembers who answered. */
function clients(address: string, port: number) {
  const answers: string[] = [];
  let isOn = true;
  const done = (async () => {
    while (isOn) {
      answers.push(await whoAnswers(address, port).catch((error: Error) => error.message));
    }
  })();
  return {
    answers,
    stop: async () => {
      isOn = false;
      await done;
    },
  };
}

test('a failover drill with real traffic: it moves, nobody fails, it is measured, and it ends', async ({ page, rest, region, backend }) => {
  test.slow();
  const [blue, green] = [await backend('drill-blue'), await backend('drill-green')];
  const instance = await rest.createInstance(region.id, 'drilling');
  const at = (server: { serverId: string }) => ({ serverId: server.serverId, port: 9000 });
  const { id } = await rest.createGroup(instance.id, 'rehearsed', at(blue), at(green));
  await rest.createListener(instance.id, id, 8780);
  await expect.poll(() => whoAnswers(instance.address, 8780).catch(() => null)).toBe('drill-blue');
  const traffic = clients(instance.address, 8780);
  const groupPage = `/${region.id}/instances/${instance.id}/active-standby-server-groups/${id}`;
  const dialog = page.getByRole('alertdialog');
  const phases = page.getByRole('table', { name: 'What happens on each node' });

  await test.step('the dialog says what it does, what is open, and what it would not show', async () => {
    await page.goto(groupPage);
    await expect(page.getByText('No drill yet')).toBeVisible();
    await page.getByRole('button', { name: 'Failover Drill' }).click();
    await expect(dialog).toContainText('Workers pretend that drill-blue is down');
    await expect(dialog.getByRole('listitem').filter({ hasText: 'TCP:8780' })).toContainText(/\d+ open now: kept as long as they live/);
    await dialog.getByLabel('Duration').fill('9');
    await expect(dialog.getByText('from 10 to 600')).toBeVisible();
    await dialog.getByRole('button', { name: 'Start Drill' }).click();
    await expect(dialog.getByText('Say why, in one line.')).toBeVisible();
    await inspect(page, 'drill-dialog', ONCE_EACH);
    await dialog.getByLabel('Duration').fill('300');
    await dialog.getByLabel('Reason').fill('quarterly rehearsal');
  });

  await test.step('one watches the traffic move', async () => {
    await dialog.getByRole('button', { name: 'Start Drill' }).click();
    await expect(page).toHaveURL(new RegExp(`${groupPage}/drills/drl-`));
    await expect(page.getByRole('timer')).toHaveText(/^[45]:\d\d$/);
    await expect(phases.getByText('Traffic is on the standby')).toBeVisible({ timeout: 20_000 });
    await expect(phases).toContainText(/after \d+(\.\d)? s/);
    await expect.poll(() => traffic.answers.at(-1)).toBe('drill-green');
    const chart = page.getByRole('figure', { name: 'New connections per second' });
    await expect(chart.getByRole('listitem').filter({ hasText: 'drill-green (Standby)' })).toContainText(/[1-9][\d.,]* \/s/, {
      timeout: 20_000,
    });
    await expect(chart.getByRole('listitem').filter({ hasText: 'drill-blue (Active)' })).toContainText(' 0 /s', { timeout: 20_000 });
    await inspect(page, 'drill-live', ONCE_EACH);
  });

  await test.step('a second drill is refused; the group page leads to the one that runs', async () => {
    const { status, body } = await rest.call<{ code: string }>('POST', `/active-standby-groups/${id}/drills`, { seconds: 10, reason: 'r' });
    expect([status, body.code]).toEqual([409, 'DrillRunning']);
    await page.getByRole('link', { name: 'Back to the Group' }).click();
    await expect(page.getByText('A failover drill is running')).toBeVisible();
    await page.getByRole('link', { name: 'Watch' }).click();
  });

  await test.step('End Now brings the traffic back, and says how long clients would have failed', async () => {
    await page.getByRole('button', { name: 'End Now' }).click();
    await expect(phases.getByText('Traffic has returned')).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText(/^Ended by /)).toBeVisible();
    await expect(page.getByRole('button', { name: 'End Now' })).toHaveCount(0);
    const facts = page.getByRole('definition');
    await expect(facts.filter({ hasText: /^\d+(\.\d)? s$/ }).first()).toBeVisible();
    await expect(facts.filter({ hasText: /[1-9][\d,]* clients would have failed/ })).toBeVisible();
    await expect.poll(() => traffic.answers.at(-1)).toBe('drill-blue');
    await traffic.stop();
    expect(traffic.answers.filter((answer) => answer !== 'drill-blue' && answer !== 'drill-green')).toEqual([]);
    await inspect(page, 'drill-ended', ONCE_EACH);
  });

  await test.step('the history of the group keeps it', async () => {
    await page.getByRole('link', { name: 'Back to the Group' }).click();
    const row = page.getByRole('table', { name: 'Failover Drills' }).getByRole('row', { name: /quarterly rehearsal/ });
    await expect(row).toContainText(/\d+(\.\d)? s/);
    await inspect(page, 'group-with-drills', ONCE_EACH);
    await row.getByRole('link', { name: 'View', exact: true }).click();
    await expect(phases.getByText('Traffic has returned')).toBeVisible();
    await expect(page.getByRole('figure')).toHaveCount(0);
  });
});

test('a drill ends on its own, also when nobody looks, and tells why a listener did not move', async ({ page, rest, region, backend }) => {
  test.slow();
  const [blue, green] = [await backend('own-blue'), await backend('own-green')];
  const instance = await rest.createInstance(region.id, 'drilling-alone');
  const at = (server: { serverId: string }) => ({ serverId: server.serverId, port: 9000 });
  const { id } = await rest.createGroup(instance.id, 'alone', at(blue), at(green));
  await rest.createListener(instance.id, id, 8781);
  await rest.createListener(instance.id, id, 8782, { healthCheck: { enabled: false } });
  await expect.poll(() => whoAnswers(instance.address, 8782).catch(() => null)).toBe('own-blue');
  await page.goto(`/${region.id}/instances/${instance.id}/active-standby-server-groups/${id}`);
  await page.getByRole('button', { name: 'Failover Drill' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByText('TCP:8782 will not move: the health check is off.')).toBeVisible();
  await dialog.getByLabel('Duration').fill('10');
  await dialog.getByLabel('Reason').fill('ends alone');
  await dialog.getByRole('button', { name: 'Start Drill' }).click();
  const phases = page.getByRole('table', { name: 'What happens on each node' });
  await expect(phases.getByRole('row', { name: /TCP:8782/ })).toContainText('The health check is off', { timeout: 15_000 });
  await expect(phases.getByRole('row', { name: /TCP:8781/ })).toContainText('Traffic has returned', { timeout: 40_000 });
  await expect(page.getByText('Ended by itself')).toBeVisible();
  await expect(phases.getByRole('row', { name: /TCP:8782/ })).toContainText('Traffic did not move');
  await expect.poll(() => whoAnswers(instance.address, 8781)).toBe('own-blue');
});

test.describe('a drill that is not there', () => {
  test.use({ expectedComplaints: [/status of 404/] });
  test('says so and leads back to its group', async ({ page, rest, region }) => {
    const instance = await rest.createInstance(region.id, 'drilling-nothing');
    const [one, two] = [
      await rest.registerServer({ regionId: region.id, name: 'never-1', address: region.nextServerAddress() }),
      await rest.registerServer({ regionId: region.id, name: 'never-2', address: region.nextServerAddress() }),
    ];
    const group = await rest.createGroup(instance.id, 'idle', { serverId: one.id, port: 80 }, { serverId: two.id, port: 80 });
    const groupPage = `/${region.id}/instances/${instance.id}/active-standby-server-groups/${group.id}`;
    await page.goto(`${groupPage}/drills/drl-none`);
    await expect(page.getByText('This drill does not exist')).toBeVisible();
    await page.getByRole('link', { name: 'Back to the Group' }).first().click();
    await page.getByRole('button', { name: 'Failover Drill' }).click();
    await expect(page.getByText('No listener that runs uses this group')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Start Drill' })).toBeDisabled();
  });
});
