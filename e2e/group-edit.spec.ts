import { whoAnswers } from './backend.ts';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

test('a group is edited in place: the page says before what it does to traffic, and that is what happens', async ({
  page,
  rest,
  region,
  backend,
}) => {
  test.slow();
  const [blue, green, grey] = [await backend('edit-blue'), await backend('edit-green'), await backend('edit-grey')];
  const instance = await rest.createInstance(region.id, 'editing');
  const at = (server: { serverId: string }) => ({ serverId: server.serverId, port: 9000 });
  const { id } = await rest.createGroup(instance.id, 'colours', at(blue), at(green));
  await rest.createListener(instance.id, id, 8760);
  const answer = () => whoAnswers(instance.address, 8760).catch((error: Error) => error.message);
  await expect.poll(answer).toBe('edit-blue');
  const groupPage = `/${region.id}/instances/${instance.id}/active-standby-server-groups/${id}`;
  const ok = page.getByRole('button', { name: 'OK', exact: true });
  const effects = page.getByRole('status').filter({ hasText: 'What OK does to the traffic' });

  await test.step('from the list row; nothing is changed yet, so there is nothing to save', async () => {
    await page.goto(`/${region.id}/instances/${instance.id}/active-standby-server-groups`);
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('colours');
    await expect(page.getByText('Nothing is changed yet.')).toBeVisible();
    await expect(ok).toBeDisabled();
  });

  await test.step('a name changes nothing for clients', async () => {
    await page.getByLabel('Name', { exact: true }).fill('colours-2');
    await expect(effects).toContainText('changes nothing for clients');
    await ok.click();
    await expect(page.getByRole('heading', { name: 'colours-2' })).toBeVisible();
  });

  await test.step('roles swapped: new connections move', async () => {
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByRole('radio', { name: 'Server edit-green is active' }).check();
    await expect(effects).toContainText('edit-green becomes the active server and edit-blue the standby');
    await expect(effects).toContainText('new connections go to edit-green at once');
    await inspect(page, 'group-edit', ONCE_EACH);
    await ok.click();
    await expect(page).toHaveURL(new RegExp(`${groupPage}$`));
    await expect.poll(answer).toBe('edit-green');
  });

  await test.step('a member replaced: the one that comes takes port and role of the one that leaves', async () => {
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByRole('button', { name: 'Change Servers' }).click();
    const picker = page.getByRole('dialog', { name: 'Available Servers' });
    await picker.getByRole('checkbox', { name: 'edit-green' }).uncheck();
    await picker.getByRole('checkbox', { name: 'edit-grey' }).check();
    await picker.getByRole('button', { name: 'Next: Set Weight and Port' }).click();
    await expect(page.getByLabel('Port of edit-grey')).toHaveValue('9000');
    await expect(page.getByRole('radio', { name: 'Server edit-grey is active' })).toBeChecked();
    await expect(effects).toContainText('edit-green leaves the group and gets no new connections; edit-grey gets them from now on');
    await ok.click();
    await expect.poll(answer).toBe('edit-grey');
  });

  await test.step('a port that is none is told at the field, and cannot be saved', async () => {
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Port of edit-blue').fill('70000');
    await expect(page.getByRole('alert').filter({ hasText: 'from 1 to 65535' })).toBeVisible();
    await expect(ok).toBeDisabled();
  });

  await test.step('who edits what somebody else has changed meanwhile is told, and can start over', async () => {
    await page.getByLabel('Port of edit-blue').fill('9001');
    await rest.call('PATCH', `/active-standby-groups/${id}`, { name: 'colours-3' });
    await expect(page.getByText('This group was changed meanwhile')).toBeVisible();
    await page.getByRole('button', { name: 'Start Over' }).click();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('colours-3');
    await expect(page.getByLabel('Port of edit-blue')).toHaveValue('9000');
  });

  await test.step('Cancel leads back to the group; a group that is gone says so', async () => {
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('heading', { name: 'colours-3' })).toBeVisible();
  });
  await grey.kill();
});

test.describe('a group that is not there', () => {
  test.use({ expectedComplaints: [/status of 404/] });
  test('has no page to edit it', async ({ page, rest, region }) => {
    const instance = await rest.createInstance(region.id, 'editing-nothing');
    await page.goto(`/${region.id}/instances/${instance.id}/active-standby-server-groups/rsp-none/edit`);
    await expect(page.getByText('This group does not exist')).toBeVisible();
  });
});
