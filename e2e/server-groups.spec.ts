import type { Page } from '@playwright/test';
import { Backend, whoAnswers } from './backend.ts';
import { expect, test } from './fixtures.ts';

/**
 * How often each server answers, over new connections one after the other. The two forwarder processes of the worker
 * choose each for themselves, so that shares are right up to one connection each.
 */
async function tally(address: string, port: number, connections: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let number = 0; number < connections; number += 1) {
    const name = await whoAnswers(address, port);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const picker = (page: Page) => page.getByRole('dialog', { name: 'Available Servers' });
const next = (page: Page) => page.getByRole('button', { name: 'Next', exact: true });

async function pick(page: Page, servers: string[]): Promise<void> {
  for (const server of servers) {
    await picker(page).getByRole('checkbox', { name: server }).check();
  }
  await picker(page).getByRole('button', { name: 'Next: Set Weight and Port' }).click();
}

test('the default server group is filled, serves a listener, is weighed and emptied, with real traffic', async ({
  page,
  rest,
  region,
  backend,
}) => {
  await backend('east-1');
  await backend('east-2');
  const instance = await rest.createInstance(region.id, 'default-group');
  const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });

  await test.step('Add, Available Servers, Next: Set Weight and Port, weights with Duplicate to all, OK', async () => {
    await page.goto(`/${region.id}/instances/${instance.id}/listeners`);
    await page.getByRole('link', { name: 'Default Server Group' }).click();
    await expect(page.getByText('No server in the default group yet')).toBeVisible();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await pick(page, ['east-1', 'east-2']);
    const dialog = page.getByRole('dialog', { name: 'Add Servers' });
    await dialog.getByLabel('Weight of east-1', { exact: true }).fill('101');
    await expect(dialog.getByText('A weight is a whole number from 0 to 100.')).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'OK' })).toBeDisabled();
    await dialog.getByLabel('Weight of east-1', { exact: true }).fill('50');
    await dialog.getByRole('button', { name: 'Weight of east-1 for other servers' }).click();
    await page.getByRole('menuitem', { name: 'Duplicate to all' }).click();
    await expect(dialog.getByLabel('Weight of east-2', { exact: true })).toHaveValue('50');
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(row('east-2')).toContainText('50');
    await expect(page.getByText('No listener forwards to it yet.')).toBeVisible();
  });

  await test.step('a server of the group is not offered again', async () => {
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(picker(page).getByRole('checkbox', { name: 'east-1' })).toBeDisabled();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Add', exact: true })).toBeFocused();
  });

  await test.step('a listener forwards to it at its own backend port', async () => {
    await page.getByRole('link', { name: 'Listeners', exact: true }).click();
    await page.getByRole('link', { name: 'Add Listener' }).click();
    await page.getByLabel('Listening Port').fill('8700');
    await next(page).click();
    await page.getByRole('radio', { name: 'Default Server Group' }).check();
    await next(page).click();
    await expect(page.getByText('Enter a port.')).toBeVisible();
    await page.getByLabel('Backend Port').fill('9000');
    await next(page).click();
    await expect(page.getByText('A server that fails its check gets no new traffic')).toBeVisible();
    await next(page).click();
    const target = page.getByRole('region', { name: 'Backend Servers' });
    await expect(target).toContainText('Default Server Group');
    await expect(target).toContainText('east-2');
    await page.getByRole('button', { name: 'Submit' }).click();
    await expect(page.getByText('Configuration Successful')).toBeVisible();
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(row('tcp_8700')).toContainText('2 of 2 servers normal', { timeout: 20_000 });
    await expect(row('tcp_8700')).toContainText('TCP:9000');
    const shares = await tally(instance.address, 8700, 12);
    expect(Object.keys(shares).sort()).toEqual(['east-1', 'east-2']);
    expect(Math.min(...Object.values(shares))).toBeGreaterThanOrEqual(5);
  });

  await test.step('weight 0 in place: pencil, 0, OK; new connections go to the other server only', async () => {
    await page.getByRole('link', { name: 'Default Server Group' }).first().click();
    await expect(row('east-1')).toContainText('Normal');
    await page.getByRole('button', { name: 'Change the weight of east-1' }).click();
    const weight = page.getByLabel('Weight of east-1', { exact: true });
    await weight.fill('many');
    await weight.press('Enter');
    await expect(page.getByText('A weight is a whole number from 0 to 100.')).toBeVisible();
    await weight.fill('0');
    await page.getByRole('button', { name: 'OK', exact: true }).click();
    await expect(row('east-1')).toContainText('No new traffic');
    await expect.poll(() => tally(instance.address, 8700, 3)).toEqual({ 'east-2': 3 });
  });

  await test.step('Remove advises weight 0 where there is still traffic, and says nothing where there is none', async () => {
    await row('east-2').getByRole('button', { name: 'Remove' }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText('Set the weight to 0 first');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('checkbox', { name: 'east-1' }).check();
    await expect(page.getByText('1 ticked')).toBeVisible();
    await page.getByRole('button', { name: 'Remove', exact: true }).last().click();
    await expect(dialog).toContainText('east-1');
    await expect(dialog).not.toContainText('Set the weight to 0 first');
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(row('east-1')).toHaveCount(0);
    await expect(page.getByText('0 ticked')).toBeVisible();
    await expect.poll(() => tally(instance.address, 8700, 3)).toEqual({ 'east-2': 3 });
  });
});

test('a VServer group is created inside the wizard, shares traffic by weight, is edited, and is not deleted while in use', async ({
  page,
  rest,
  region,
  backend,
}) => {
  const one = await backend('farm-1');
  await backend('farm-2');
  const oneMore = await new Backend('farm-1-again', one.address, 9001).start();
  const instance = await rest.createInstance(region.id, 'vserver-group');
  const tab = `/${region.id}/instances/${instance.id}/vserver-groups`;
  const editor = page.getByRole('table', { name: 'Servers Added' });
  const group = page.getByRole('row', { name: /farm/ });

  await test.step('the wizard creates the group in place: one server with two ports, batch editing by keyboard', async () => {
    await page.goto(`/${region.id}/instances/${instance.id}/listeners/create`);
    await page.getByLabel('Listening Port').fill('8710');
    await page.getByRole('button', { name: 'Modify' }).click();
    await page.getByLabel('Scheduling Algorithm').selectOption('Weighted Round-Robin (WRR)');
    await next(page).click();
    await page.getByRole('radio', { name: 'VServer Group' }).check();
    await page.getByRole('button', { name: 'Create VServer Group' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create VServer Group' });
    await dialog.getByLabel('VServer Group Name').fill('farm');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await pick(page, ['farm-1', 'farm-2']);
    await editor.getByLabel('Port of farm-1', { exact: true }).fill('9000');
    await editor.getByRole('button', { name: 'Port of farm-1 for other servers' }).press('Enter');
    await expect(page.getByRole('menuitem', { name: 'Duplicate to below' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(editor.getByLabel('Port of farm-2', { exact: true })).toHaveValue('9000');
    await editor.getByRole('button', { name: 'Add a port of farm-1' }).click();
    const again = editor.getByRole('row').nth(2);
    await again.getByLabel('Port of farm-1', { exact: true }).fill('9000');
    await expect(again).toContainText('A server can be in a group once only with the same port.');
    await again.getByLabel('Port of farm-1', { exact: true }).fill('9001');
    await editor.getByLabel('Weight of farm-2', { exact: true }).fill('0');
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByLabel('Server Group', { exact: true })).toContainText('farm');
    await next(page).click();
    await next(page).click();
    await expect(page.getByRole('region', { name: 'Protocol and Listener' })).toContainText('Weighted Round-Robin (WRR)');
    await page.getByRole('button', { name: 'Submit' }).click();
    await expect(page.getByText('Configuration Successful')).toBeVisible();
    await expect(page.getByText(/In force on 1 of 1 node/)).toBeVisible();
    const shares = await tally(instance.address, 8710, 12);
    expect(Object.keys(shares).sort()).toEqual(['farm-1', 'farm-1-again']);
    expect(Math.min(...Object.values(shares))).toBeGreaterThanOrEqual(5);
  });

  await test.step('Edit changes weights and deletes a member, with the advice while it still gets traffic', async () => {
    await page.goto(tab);
    await expect(group).toContainText('TCP:8710');
    await group.getByRole('link', { name: 'Edit' }).click();
    await expect(page.getByRole('heading', { name: 'Edit VServer Group' })).toBeVisible();
    await editor.getByLabel('Weight of farm-2', { exact: true }).fill('3');
    await editor.getByRole('row').nth(1).getByLabel('Weight of farm-1', { exact: true }).fill('1');
    await editor.getByRole('row').nth(2).getByRole('button', { name: 'Delete farm-1' }).click();
    await expect(page.getByText('farm-1:9001 still gets new traffic.')).toBeVisible();
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page.getByRole('heading', { name: 'farm', exact: true })).toBeVisible();
    await expect(page.getByRole('table', { name: 'Servers' }).getByRole('row')).toHaveCount(3);
    await expect.poll(async () => Object.keys(await tally(instance.address, 8710, 8)).sort()).toEqual(['farm-1', 'farm-2']);
    // Three of four, less what each forwarder may be behind.
    expect((await tally(instance.address, 8710, 16))['farm-2']).toBeGreaterThanOrEqual(9);
  });

  await test.step('the second of two who edit a group is told', async () => {
    await page.getByRole('link', { name: 'Edit' }).click();
    await editor.getByLabel('Weight of farm-2', { exact: true }).fill('7');
    const { body } = await rest.call<{ items: { id: string }[] }>('GET', `/load-balancers/${instance.id}/vserver-groups`);
    await rest.call('PATCH', `/vserver-groups/${body.items[0]?.id}`, { name: 'farm-renamed' });
    await expect(page.getByText('This group was changed meanwhile')).toBeVisible();
    await expect(editor.getByLabel('Weight of farm-2', { exact: true })).toHaveValue('7');
    await page.getByRole('button', { name: 'Start Over' }).click();
    await expect(page.getByLabel('VServer Group Name')).toHaveValue('farm-renamed');
    await expect(editor.getByLabel('Weight of farm-2', { exact: true })).toHaveValue('3');
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('Delete is refused while a listener uses the group, and says which one', async () => {
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'This group is in use' });
    await expect(dialog).toContainText('TCP:8710');
    await expect(dialog.getByRole('button', { name: 'OK' })).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    const { body } = await rest.call<{ items: { id: string }[] }>('GET', `/load-balancers/${instance.id}/listeners`);
    await rest.call('DELETE', `/listeners/${body.items[0]?.id}`);
    await page.goto(tab);
    await group.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alertdialog', { name: 'Delete VServer Group' }).getByRole('button', { name: 'OK' }).click();
    await expect(page.getByText('No VServer group yet')).toBeVisible();
  });
  await oneMore.kill();
});

test('a picker stays open, with what was ticked, when the instance answers after its tab', async ({ page, rest, region, backend }) => {
  await backend('patient');
  const instance = await rest.createInstance(region.id, 'slow-answer');
  let answer = () => {};
  const promise = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(`**/api/v1/load-balancers/${instance.id}`, async (route) => {
    await promise;
    await route.continue();
  });
  await page.goto(`/${region.id}/instances/${instance.id}/default-server-group`);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await picker(page).getByRole('checkbox', { name: 'patient' }).check();
  answer();
  await expect(page.getByRole('heading', { name: 'slow-answer', includeHidden: true })).toBeVisible();
  await expect(picker(page).getByRole('checkbox', { name: 'patient' })).toBeChecked();
});
