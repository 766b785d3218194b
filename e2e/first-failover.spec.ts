import { whoAnswers } from './backend.ts';
import { expect, test } from './fixtures.ts';
import { fillGroupForm } from './group-form.ts';

/**
 * The main job, click by click as console 7.4 has it, with real traffic beside it: what the page says and what
 * clients get are checked at every turn.
 */
test('create an active/standby server group, watch traffic fail over and return, delete the group', async ({
  page,
  rest,
  region,
  otherRegion,
  backend,
}) => {
  test.slow();
  const [blue, green] = [await backend('first-blue'), await backend('first-green')];

  await test.step('choose the region in the top bar', async () => {
    await page.goto(`/${otherRegion.id}/instances`);
    await page.getByRole('button', { name: `Region: ${otherRegion.name}` }).click();
    await page.getByRole('option', { name: region.name }).click();
    await expect(page).toHaveURL(new RegExp(`/${region.id}/instances`));
    await expect(page.getByRole('heading', { name: 'Server Load Balancer' })).toBeVisible();
  });

  await test.step('create an instance', async () => {
    await page.getByRole('link', { name: 'Create Instance' }).first().click();
    await page.getByLabel('Instance name').fill('first-failover');
    await page.getByRole('button', { name: 'Create Instance' }).click();
    await expect(page.getByRole('row', { name: /first-failover/ })).toContainText('Running');
  });

  const row = page.getByRole('row', { name: /first-failover/ });
  const link = row.getByRole('link', { name: /^lb-/ });
  const instanceId = (await link.textContent()) ?? '';
  const { body: instance } = await rest.call<{ address: string }>('GET', `/load-balancers/${instanceId}`);

  await test.step('create the group: Name, Add, Next: Set Weight and Port, Port and Server, OK', async () => {
    await link.click();
    await page.getByRole('link', { name: 'Active/Standby Server Groups' }).click();
    await page.getByRole('link', { name: 'Create Active/Standby Server Group' }).click();
    await fillGroupForm(page, { name: 'colours', servers: ['first-blue', 'first-green'], ports: ['9000', '9000'], active: 'first-blue' });
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page).toHaveURL(/\/active-standby-server-groups$/);
    await expect(page.getByRole('row', { name: /colours/ })).toContainText('Not checked');
  });

  await test.step('add a listener with the wizard', async () => {
    await page.getByRole('link', { name: 'Listeners', exact: true }).click();
    await page.getByRole('link', { name: 'Add Listener' }).click();
    await page.getByRole('radio', { name: 'TCP' }).check({ force: true });
    await page.getByLabel('Listening Port').fill('8000');
    await page.getByRole('button', { name: 'Next' }).click();
    await page
      .getByLabel('Server Group', { exact: true })
      .selectOption({ label: await page.getByRole('option', { name: /^colours/ }).innerText() });
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByText('Clients may fail for up to 21 s')).toBeVisible();
    await page.getByRole('button', { name: 'Modify' }).click();
    await page.getByLabel('Response Timeout').fill('1');
    await page.getByLabel('Health Check Interval').fill('1');
    await page.getByLabel('Healthy Threshold', { exact: true }).fill('2');
    await page.getByLabel('Unhealthy Threshold').fill('2');
    await expect(page.getByText('Clients may fail for up to 4 s')).toBeVisible();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Submit' }).click();
    await expect(page.getByText('Configuration Successful')).toBeVisible();
    await expect(page.getByText(/In force on 1 of 1 node, \d+ ms after the change/)).toBeVisible();
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page.getByRole('row', { name: /tcp_8000/ })).toContainText('Running');
  });

  const answer = () => whoAnswers(instance.address, 8000).catch((error: Error) => error.message);
  const groups = `/${region.id}/instances/${instanceId}/active-standby-server-groups`;
  const group = page.getByRole('row', { name: /colours/ });
  const serving = group.getByRole('cell').nth(4);

  await test.step('traffic reaches the active server, and the page says so', async () => {
    expect(await answer()).toBe('first-blue');
    await page.goto(groups);
    await expect(serving).toContainText('Active');
    await expect(group.getByRole('cell').nth(2)).toContainText('Normal');
    await expect(group.getByRole('cell').nth(3)).toContainText('Not checked');
    await expect(group).toContainText('TCP:8000');
  });

  await test.step('the active server is killed: new connections reach the standby, and the page shows why', async () => {
    await blue.kill();
    await expect.poll(answer, { timeout: 10_000 }).toBe('first-green');
    await expect(serving).toContainText('Standby');
    await expect(serving).toContainText('connection refused');
    await expect(group.getByRole('cell').nth(2)).toContainText('Abnormal');
  });

  await test.step('it comes back: new connections return, and the page shows that too', async () => {
    await blue.start();
    await expect.poll(answer, { timeout: 10_000 }).toBe('first-blue');
    await expect(serving).toContainText('Active');
    await page.getByRole('link', { name: 'Instance Details' }).click();
    const history = page.getByRole('table', { name: 'Failover history' });
    await expect(history).toContainText(/Standby first-green \([^)]+\) took over from first-blue/);
    await expect(history).toContainText(/Active first-blue \([^)]+\) took over again from first-green/);
  });

  await test.step('a group in use cannot be deleted, and the dialog says which listener uses it', async () => {
    await page.getByRole('link', { name: 'Active/Standby Server Groups' }).click();
    await group.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText('TCP:8000');
    await expect(dialog.getByRole('button', { name: 'OK' })).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  });

  await test.step('without a listener it can: Delete in the Actions column, dialog, OK', async () => {
    await page.getByRole('link', { name: 'Listeners', exact: true }).click();
    await page
      .getByRole('row', { name: /tcp_8000/ })
      .getByRole('button', { name: 'More' })
      .click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
    await expect(page.getByRole('row', { name: /tcp_8000/ })).toHaveCount(0);
    await expect.poll(answer).toContain('ECONNREFUSED');

    await page.getByRole('link', { name: 'Active/Standby Server Groups' }).click();
    await group.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
    await expect(page.getByText('No active/standby server group yet')).toBeVisible();
  });
  await green.kill();
});
