import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

test('the wizard sets access control, and warns of a whitelist that lets everybody pass', async ({ page, rest, region }) => {
  test.slow();
  const instance = await rest.createInstance(region.id, 'choices');
  const server = await rest.registerServer({ regionId: region.id, name: 'choices-1', address: region.nextServerAddress() });
  await rest.setDefaultServers(instance.id, [{ serverId: server.id, weight: 100 }]);
  const office = await rest.createAccessControlList({
    regionId: region.id,
    name: 'choices-office',
    entries: [{ cidr: '127.0.0.0/8', comment: '' }],
  });
  await rest.createAccessControlList({ regionId: region.id, name: 'choices-empty', entries: [] });
  const next = page.getByRole('button', { name: 'Next', exact: true });
  await page.goto(`/${region.id}/instances/${instance.id}/listeners/create`);
  await page.getByLabel('Listening Port').fill('8795');
  await page.getByRole('button', { name: 'Modify', exact: true }).click();

  await test.step('a list must be chosen', async () => {
    await page.getByRole('switch', { name: 'Enable Access Control' }).check();
    await next.click();
    await expect(page.getByText('Choose an access control list.')).toBeVisible();
  });

  await test.step('an empty whitelist is told in red', async () => {
    await page.getByRole('checkbox', { name: /choices-empty/ }).check();
    await expect(page.getByText(/That switches access control off: everybody may connect/)).toBeVisible();
    await inspect(page, 'wizard-access-control', ONCE_EACH);
    await page.getByRole('checkbox', { name: /choices-empty/ }).uncheck();
    await page.getByRole('checkbox', { name: /choices-office/ }).check();
  });

  await test.step('switched off and on again, the choice is still there; it is saved with the listener', async () => {
    await page.getByRole('switch', { name: 'Enable Access Control' }).uncheck();
    await page.getByRole('switch', { name: 'Enable Access Control' }).check();
    await expect(page.getByRole('checkbox', { name: /choices-office/ })).toBeChecked();
    await next.click();
    await expect(page.getByRole('radio', { name: 'Default Server Group' })).toBeChecked();
    await page.getByLabel('Backend Port').fill('9000');
    await next.click();
    await next.click();
    await expect(page.getByText('Whitelist: choices-office')).toBeVisible();
    await page.getByRole('button', { name: 'Submit' }).click();
    await expect(page.getByText('Configuration Successful')).toBeVisible();
    await page.getByRole('button', { name: 'OK', exact: true }).click();
    await expect(page.getByRole('row', { name: /tcp_8795/ })).toContainText('choices-office');
  });

  await test.step('an existing listener is modified in the same place', async () => {
    await page.getByRole('link', { name: 'Modify Listener' }).click();
    await page.getByRole('button', { name: 'Modify', exact: true }).click();
    await page.getByRole('radio', { name: 'Blacklist' }).check();
    await next.click();
    await next.click();
    await next.click();
    await page.getByRole('button', { name: 'Submit' }).click();
    await expect(page.getByText('Configuration Successful')).toBeVisible();
    const { body } = await rest.call<{ items: { accessControl: { mode: string; listIds: string[] } }[] }>(
      'GET',
      `/load-balancers/${instance.id}/listeners`,
    );
    expect(body.items[0]?.accessControl).toMatchObject({ mode: 'blacklist', listIds: [office.id] });
  });
});

test('of many groups one is found by name, wherever it stands in the list', async ({ page, rest, region }) => {
  test.slow();
  const instance = await rest.createInstance(region.id, 'many-groups');
  const [one, two] = [
    await rest.registerServer({ regionId: region.id, name: 'many-1', address: region.nextServerAddress() }),
    await rest.registerServer({ regionId: region.id, name: 'many-2', address: region.nextServerAddress() }),
  ];
  const wanted = await rest.createGroup(instance.id, 'needle', { serverId: one.id, port: 1 }, { serverId: two.id, port: 1 });
  for (let index = 0; index < 100; index += 1) {
    await rest.createGroup(instance.id, `hay-${index.toString()}`, { serverId: one.id, port: 1 }, { serverId: two.id, port: 1 });
  }
  await page.goto(`/${region.id}/instances/${instance.id}/listeners/create`);
  await page.getByLabel('Listening Port').fill('8796');
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  const group = page.getByLabel('Server Group', { exact: true });
  await expect(page.getByText('Only the first 100 are shown')).toBeVisible();
  await expect(group.getByRole('option', { name: /^needle/ })).toHaveCount(0);
  await page.getByLabel('Search by name or ID').fill('NEED');
  await expect(page.getByText('1 group found')).toBeVisible();
  await group.selectOption(wanted.id);
  await page.getByLabel('Search by name or ID').fill('hay-7');
  await expect(page.getByText('11 groups found')).toBeVisible();
  await expect(group).toHaveValue(wanted.id);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByText('needle')).toBeVisible();
  await page.getByRole('button', { name: 'Submit' }).click();
  await expect(page.getByText('Configuration Successful')).toBeVisible();
});
