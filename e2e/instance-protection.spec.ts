import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

// Several pictures of several pages each, on a machine that may have other work.
test.describe.configure({ timeout: 120_000 });

test('a protected instance is not released until its protection is switched off', async ({ page, rest, region }) => {
  const instance = await rest.createInstance(region.id, 'kept');
  await page.goto(`/${region.id}/instances/${instance.id}/details`);
  await page.getByRole('switch', { name: 'Deletion Protection' }).click();
  await expect(page.getByRole('switch', { name: 'Deletion Protection' })).toBeChecked();
  await expect
    .poll(async () => (await rest.call<{ code: string }>('DELETE', `/load-balancers/${instance.id}`)).body?.code)
    .toBe('OperationDenied.DeleteProtectionIsOn');

  await page.getByRole('button', { name: 'Release', exact: true }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog).toContainText('switch it off first');
  await expect(dialog.getByRole('button', { name: 'OK' })).toBeDisabled();
  await inspect(page, 'release-protected', ONCE_EACH);
  await page.keyboard.press('Escape');

  await page.getByRole('switch', { name: 'Deletion Protection' }).click();
  await expect(page.getByRole('switch', { name: 'Deletion Protection' })).not.toBeChecked();
  await expect.poll(async () => (await rest.call('DELETE', `/load-balancers/${instance.id}`)).status).toBe(204);
});

test('read-only mode disables what writes and says why, while the API goes on', async ({ page, rest, region }) => {
  const instance = await rest.createInstance(region.id, 'frozen');
  await page.goto(`/${region.id}/instances/${instance.id}/details`);
  await page.getByRole('switch', { name: 'Configuration Read-only Mode' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason (optional)').fill('no spaces allowed');
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(dialog.getByRole('alert')).toContainText('a letter first');
  await inspect(page, 'read-only-dialog', ONCE_EACH);
  await dialog.getByLabel('Reason (optional)').fill('managed-by-terraform');
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(dialog).toHaveCount(0);

  await expect(page.getByText('The console cannot change this instance')).toBeVisible();
  const hint = /managed-by-terraform.*Instance Details tab/;
  for (const name of ['Stop', 'Release']) {
    const button = page.getByRole('button', { name, exact: true });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAttribute('title', hint);
  }
  await expect(page.getByRole('button', { name: 'Rename' }).first()).toBeDisabled();
  for (const name of ['Change IP Address', 'Change the bandwidth', 'Change the specification']) {
    await expect(page.getByRole('button', { name })).toBeDisabled();
  }
  await expect(page.getByRole('switch', { name: 'Deletion Protection' })).toBeDisabled();
  await inspect(page, 'instance-read-only', ONCE_EACH);

  await page.goto(`/${region.id}/instances`);
  const row = page.getByRole('row', { name: new RegExp(instance.id) });
  await expect(row.getByRole('img', { name: hint })).toBeVisible();
  await row.getByRole('button', { name: 'More' }).click();
  await expect(page.getByRole('menuitem', { name: 'Stop' })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');

  expect((await rest.call('PATCH', `/load-balancers/${instance.id}`, { name: 'renamed-by-api' })).status).toBe(200);
  await page.goto(`/${region.id}/instances/${instance.id}/details`);
  await expect(page.getByRole('heading', { name: 'renamed-by-api' })).toBeVisible();
  await page.getByRole('switch', { name: 'Configuration Read-only Mode' }).click();
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeEnabled();
});

test('a locked instance says who and why, and is stopped once it is unlocked', async ({ page, rest, region }) => {
  const instance = await rest.createInstance(region.id, 'locked');
  await rest.call('POST', `/load-balancers/${instance.id}/lock`, { reason: 'abuse report 17' });
  await page.goto(`/${region.id}/instances/${instance.id}/details`);
  await expect(page.getByText('Locked by Test Administrator: abuse report 17')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Release', exact: true })).toBeDisabled();
  await inspect(page, 'instance-locked', ONCE_EACH);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeEnabled();
});

test.describe('what is refused', () => {
  test.use({ expectedComplaints: [/400/] });

  test('specification, bandwidth and address are changed in place, and refusals stand at their field', async ({
    page,
    rest,
    region,
    backend,
  }) => {
    const server = await backend('inline');
    const instance = await rest.createInstance(region.id, 'inline');
    await rest.setDefaultServers(instance.id, [{ serverId: server.serverId, weight: 100 }]);
    await rest.createListenerOn(instance.id, { kind: 'default', backendPort: 9000 }, 8500, { bandwidthMbps: 20 });
    await page.goto(`/${region.id}/instances/${instance.id}/details`);

    await page.getByRole('button', { name: 'Change the specification' }).click();
    await page.getByRole('combobox', { name: 'Instance Spec' }).selectOption('slb.s2.small');
    await page.keyboard.press('Enter');
    await expect(page.getByText('slb.s2.small', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'What slb.s2.small allows' }).hover();
    await expect(page.getByRole('tooltip')).toContainText('50,000');

    await page.getByRole('button', { name: 'Change the bandwidth' }).click();
    const bandwidth = page.getByRole('textbox', { name: /Maximum bandwidth/ });
    await bandwidth.fill('10');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert').filter({ hasText: 'reserve 20' })).toBeVisible();
    await bandwidth.fill('100');
    await page.keyboard.press('Enter');
    await expect(page.getByText('100 Mbit/s')).toBeVisible();

    await page.getByRole('button', { name: 'Change IP Address' }).click();
    await page.getByRole('textbox', { name: 'IP Address' }).fill('10.99.0.1');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert').filter({ hasText: 'no address pool' })).toBeVisible();
    await page.keyboard.press('Escape');
    await inspect(page, 'instance-details');
  });
});
