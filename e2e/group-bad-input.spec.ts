import type { Page } from '@playwright/test';
import type { Page as ListPage } from '#domain/field.ts';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import { expect, test } from './fixtures.ts';
import { fillGroupForm } from './group-form.ts';
import type { Rest } from './rest.ts';

const BOTH: [string, string] = ['9000', '9000'];

async function groupsOf(rest: Rest, instanceId: string): Promise<string[]> {
  const { body } = await rest.call<{ items: ActiveStandbyGroupView[] }>('GET', `/load-balancers/${instanceId}/active-standby-groups`);
  return body.items.map((group) => group.name);
}

async function openForm(page: Page, rest: Rest, regionId: string, name: string): Promise<string> {
  const instance = await rest.createInstance(regionId, name);
  await page.goto(`/${regionId}/instances/${instance.id}/active-standby-server-groups/create`);
  return instance.id;
}

test('at most two servers can be ticked, and fewer than two lead nowhere', async ({ page, rest, region, backend }) => {
  for (const name of ['tick-1', 'tick-2', 'tick-3']) {
    await backend(name);
  }
  await openForm(page, rest, region.id, 'tick-two');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const picker = page.getByRole('dialog', { name: 'Available Servers' });
  const next = picker.getByRole('button', { name: 'Next: Set Weight and Port' });
  await picker.getByRole('checkbox', { name: 'tick-1' }).check();
  await expect(next).toBeDisabled();
  await picker.getByRole('checkbox', { name: 'tick-2' }).check();
  await expect(next).toBeEnabled();
  await expect(picker.getByRole('checkbox', { name: 'tick-3' })).toBeDisabled();
  await picker.getByRole('checkbox', { name: 'tick-1' }).uncheck();
  await expect(next).toBeDisabled();
  await expect(picker.getByRole('checkbox', { name: 'tick-3' })).toBeEnabled();
});

test('OK stays closed while anything is wrong, and the form says what', async ({ page, rest, region, backend }) => {
  await Promise.all([backend('rule-1'), backend('rule-2')]);
  const instanceId = await openForm(page, rest, region.id, 'rules');
  await fillGroupForm(page, { name: 'rules', servers: ['rule-1', 'rule-2'], ports: BOTH, active: 'rule-1' });
  const ok = page.getByRole('button', { name: 'OK' });
  await expect(ok).toBeEnabled();

  const port = page.getByLabel('Port of rule-1');
  for (const wrong of ['0', '65536', '80.5', 'http', '-1', '']) {
    await port.fill(wrong);
    await expect(ok, `port ${wrong}`).toBeDisabled();
    await expect(page.getByText('Still missing: a valid port for each server')).toBeVisible();
  }
  await port.fill('65535');
  await expect(ok).toBeEnabled();

  const name = page.getByLabel('Name', { exact: true });
  await name.fill('x'.repeat(81));
  await expect(ok).toBeDisabled();
  await expect(page.getByText('A name has at most 80 characters.')).toBeVisible();
  await name.fill('<b>bold</b>');
  await expect(ok).toBeDisabled();
  await name.fill('x'.repeat(80));
  await expect(ok).toBeEnabled();
  expect(await groupsOf(rest, instanceId)).toEqual([]);
});

test('a double click on OK makes one group', async ({ page, rest, region, backend }) => {
  await Promise.all([backend('twice-1'), backend('twice-2')]);
  const instanceId = await openForm(page, rest, region.id, 'twice');
  await fillGroupForm(page, { name: 'once', servers: ['twice-1', 'twice-2'], ports: BOTH, active: 'twice-2' });
  await page.getByRole('button', { name: 'OK' }).dblclick();
  await expect(page.getByRole('row', { name: /once/ })).toHaveCount(1);
  expect(await groupsOf(rest, instanceId)).toEqual(['once']);
});

test.describe('a lost connection', () => {
  test.use({ expectedComplaints: [/ERR_FAILED/] });

  test('an answer lost after the group was made: OK again makes no second one, and nothing typed is lost', async ({
    page,
    rest,
    region,
    backend,
  }) => {
    await Promise.all([backend('lost-1'), backend('lost-2')]);
    const instanceId = await openForm(page, rest, region.id, 'lost');
    await fillGroupForm(page, { name: 'survivor', servers: ['lost-1', 'lost-2'], ports: BOTH, active: 'lost-1' });
    let lost = 0;
    await page.route('**/active-standby-groups', async (route) => {
      if (route.request().method() !== 'POST') {
        return route.fallback();
      }
      lost += 1;
      await route.fetch();
      await route.abort('failed');
    });
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page.getByText('No answer came back')).toBeVisible();
    expect(lost).toBe(1);
    await page.unroute('**/active-standby-groups');
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('survivor');
    await expect(page.getByLabel('Port of lost-1')).toHaveValue('9000');
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page.getByRole('row', { name: /survivor/ })).toHaveCount(1);
    expect(await groupsOf(rest, instanceId)).toEqual(['survivor']);
  });
});

test.describe('a stale form', () => {
  test.use({ expectedComplaints: [/status of 4(00|04|09)/] });

  test('a server that was removed meanwhile is named at its row', async ({ page, rest, region, backend }) => {
    const [gone] = [await backend('gone-1'), await backend('gone-2')];
    const instanceId = await openForm(page, rest, region.id, 'server-gone');
    await fillGroupForm(page, { name: 'stale', servers: ['gone-1', 'gone-2'], ports: BOTH, active: 'gone-1' });
    expect((await rest.call('DELETE', `/servers/${gone.serverId}`)).status).toBe(204);
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page.getByRole('table', { name: 'Servers Added' }).getByRole('row', { name: /gone-1/ })).toContainText(
      /There is no server .* \(any more\)/,
    );
    expect(await groupsOf(rest, instanceId)).toEqual([]);
  });

  test('a group that was deleted meanwhile is refused where it was chosen', async ({ page, rest, region, backend }) => {
    const [one, two] = [await backend('stale-1'), await backend('stale-2')];
    const instance = await rest.createInstance(region.id, 'group-gone');
    const member = (server: { serverId: string }) => ({ serverId: server.serverId, port: 9000 });
    const group = await rest.createGroup(instance.id, 'vanishing', member(one), member(two));
    await page.goto(`/${region.id}/instances/${instance.id}/listeners/create`);
    await page.getByLabel('Listening Port').fill('8100');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Server Group', { exact: true }).selectOption(group.id);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await rest.deleteGroup(group.id);
    await page.getByRole('button', { name: 'Submit' }).click();
    await expect(
      page
        .getByRole('heading', { name: 'Backend Servers' })
        .or(page.getByLabel('Server Group', { exact: true }))
        .first(),
    ).toBeVisible();
    await expect(page.getByText(/The instance has no active\/standby server group .* \(any more\)/)).toBeVisible();
    const { body } = await rest.call<ListPage<unknown>>('GET', `/load-balancers/${instance.id}/listeners`);
    expect(body.items).toEqual([]);
  });

  test('deleting a group that somebody else deleted meanwhile is no error, and the list is right', async ({
    page,
    rest,
    region,
    backend,
  }) => {
    const [one, two] = [await backend('again-1'), await backend('again-2')];
    const instance = await rest.createInstance(region.id, 'delete-twice');
    const group = await rest.createGroup(instance.id, 'already', { serverId: one.serverId, port: 1 }, { serverId: two.serverId, port: 2 });
    await page.goto(`/${region.id}/instances/${instance.id}/active-standby-server-groups`);
    await page
      .getByRole('row', { name: /already/ })
      .getByRole('button', { name: 'Delete' })
      .click();
    await rest.deleteGroup(group.id);
    await page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
    await expect(page.getByText('The group already was deleted.')).toBeVisible();
    await expect(page.getByText('No active/standby server group yet')).toBeVisible();
  });
});
