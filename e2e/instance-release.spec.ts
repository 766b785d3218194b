import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

// Several pictures of several pages each, on a machine that may have other work.
test.describe.configure({ timeout: 120_000 });

test('a release is scheduled for a half hour, shown everywhere, and cancelled', async ({ page, rest, region }) => {
  const instance = await rest.createInstance(region.id, 'doomed');
  await page.goto(`/${region.id}/instances`);
  const row = page.getByRole('row', { name: new RegExp(instance.id) });
  await row.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Release' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('radio', { name: 'Release on Schedule' }).check();
  await dialog.getByLabel('Date').fill('2099-12-31');
  await dialog.getByLabel('Time').selectOption('23:30');
  await expect(dialog).toContainText('2099-12-31 23:30 UTC');
  await inspect(page, 'release-when', ONCE_EACH);
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog.getByRole('list', { name: 'Instances' })).toContainText('0 listeners');
  await dialog.getByLabel(`Type ${instance.id} to confirm`).fill(instance.id);
  await inspect(page, 'release-review');
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row.getByRole('img', { name: 'Release is scheduled' })).toBeVisible();
  const scheduled = await rest.call<{ scheduledRelease: object }>('GET', `/load-balancers/${instance.id}`);
  expect(scheduled.body.scheduledRelease).toEqual({ at: '2099-12-31T23:30:00.000Z', by: 'Test Administrator' });

  await row.getByRole('link', { name: instance.id }).click();
  await expect(page.getByText('This instance is going to be released')).toBeVisible();
  await inspect(page, 'release-scheduled', ONCE_EACH);
  await page.getByRole('button', { name: 'Cancel Release' }).click();
  await expect(page.getByText('This instance is going to be released')).toHaveCount(0);
});

test('several are released at once; one that is protected is left and says so', async ({ page, rest, region }) => {
  const made = [];
  for (const name of ['bulk-1', 'bulk-2', 'bulk-3']) {
    made.push(await rest.createInstance(region.id, name));
  }
  const [one, two, kept] = made;
  await rest.call('PATCH', `/load-balancers/${kept?.id}`, { deletionProtection: true });
  await page.goto(`/${region.id}/instances?search=bulk-`);
  await page.getByRole('checkbox', { name: 'Tick all on this page' }).check();
  await expect(page.getByText('3 ticked')).toBeVisible();
  await page.getByRole('region', { name: 'Ticked instances' }).getByRole('button', { name: 'Release' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'bulk-3' })).toContainText('switch it off first');
  await dialog.getByLabel('Type 2 instances to confirm').fill('2 instances');
  await inspect(page, 'release-many', ONCE_EACH);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(page.getByText('2 instances were released.')).toBeVisible();
  await expect(page.getByRole('row', { name: /bulk-/ })).toHaveCount(1);
  const statuses = await Promise.all(made.map(async ({ id }) => (await rest.call('GET', `/load-balancers/${id}`)).status));
  expect({ one: one?.id, two: two?.id, statuses }).toMatchObject({ statuses: [404, 404, 200] });
});

test.describe('what happens meanwhile', () => {
  test.use({ expectedComplaints: [/409/] });

  test('one that is refused meanwhile shows the reason in its line, and can be tried again', async ({ page, rest, region }) => {
    const [first, second] = [await rest.createInstance(region.id, 'late-1'), await rest.createInstance(region.id, 'late-2')];
    await page.goto(`/${region.id}/instances?search=late-`);
    await page.getByRole('checkbox', { name: 'Tick all on this page' }).check();
    const bar = page.getByRole('region', { name: 'Ticked instances' });
    await bar.getByRole('button', { name: 'Stop' }).click();
    const dialog = page.getByRole('alertdialog');
    await rest.must('POST', `/load-balancers/${second.id}/lock`, { reason: 'audit' });
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(dialog.getByRole('listitem').filter({ hasText: first.id })).toContainText('Done');
    await expect(dialog.getByRole('listitem').filter({ hasText: second.id })).toContainText('audit');
    await inspect(page, 'batch-failure', ONCE_EACH);
    await rest.must('POST', `/load-balancers/${second.id}/unlock`);
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('2 instances were stopped.')).toBeVisible();
  });
});
