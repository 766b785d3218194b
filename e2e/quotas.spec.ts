import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Submit Application' });
const ok = (page: Page) => dialog(page).getByRole('button', { name: 'OK' }).click();

test('a quota is raised at once where the bound allows it, rejected above, and the history tells both', async ({
  page,
  otherRegion,
  rest,
}) => {
  test.slow();
  const region = otherRegion.id;
  await rest.createInstance(region, 'uses-quota');
  await page.goto(`/${region}/instances`);
  await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Quota Management' }).click();
  await expect(row(page, 'listeners-per-slb').getByRole('cell').nth(1)).toHaveText('50');
  await expect(row(page, 'slbs-per-user').getByRole('cell').nth(1)).toHaveText('60');
  await inspect(page, 'quotas');

  await row(page, 'listeners-per-slb').getByRole('button', { name: 'Submit Application' }).click();
  await expect(dialog(page)).toContainText('From 51 to the hard bound of 100.');
  await dialog(page).getByLabel('Requested Value').fill('50');
  await ok(page);
  await expect(dialog(page).getByText('Enter a number greater than the current value.')).toBeVisible();
  await expect(dialog(page).getByText('Enter a reason.')).toBeVisible();
  await dialog(page).getByLabel('Requested Value').fill('500');
  await dialog(page).getByLabel('Reason').fill('many <b>ports</b>');
  await dialog(page).getByLabel('Email').fill('nobody');
  await ok(page);
  await expect(dialog(page).getByText('Enter an email address.')).toBeVisible();
  await dialog(page).getByLabel('Email').fill('ada@example.test');
  await ok(page);
  await expect(dialog(page).getByRole('alert')).toContainText('Rejected: 500It is above 100');
  await inspect(page, 'quotas-rejected', ONCE_EACH);
  await dialog(page).getByLabel('Requested Value').fill('75');
  await ok(page);
  await expect(page.getByText('Approved: Listeners of an instance is 75 now.')).toBeVisible();
  await expect(row(page, 'listeners-per-slb').getByRole('cell').nth(1)).toHaveText('75');

  await row(page, 'listeners-per-slb').getByRole('button', { name: 'History' }).click();
  const history = page.getByRole('table', { name: 'History' });
  await expect(history.getByRole('row').nth(1)).toContainText('50 → 75');
  await expect(history.getByRole('row').nth(1)).toContainText('Approved');
  await expect(history.getByRole('row').nth(2)).toContainText('50 → 500');
  await expect(history.getByRole('row').nth(2)).toContainText('Rejected');
  await expect(history.getByRole('row').nth(2)).toContainText('many <b>ports</b>');
  await inspect(page, 'quotas-history', ONCE_EACH);
});

test.describe('beyond a quota', () => {
  test.use({ expectedComplaints: [/status of 400/] });

  test('a refusal beyond a quota names what it is, and the way on is open once it is raised', async ({ page, otherRegion, rest }) => {
    const region = otherRegion.id;
    const lists = (await rest.call<{ totalCount: number }>('GET', `/access-control-lists?regionId=${region}`)).body.totalCount;
    for (let index = lists; index < 50; index += 1) {
      await rest.createAccessControlList({ regionId: region, name: `list-${index.toString()}`, entries: [] });
    }
    await page.goto(`/${region}/access-control`);
    await page.getByRole('button', { name: 'Create Access Control List' }).click();
    const creating = page.getByRole('dialog', { name: 'Create Access Control List' });
    await creating.getByLabel('Name').fill('one-more');
    await creating.getByRole('button', { name: 'OK' }).click();
    await expect(creating).toContainText('can have 50 access control lists, no more (quota acls-per-region)');
    await rest.call('POST', '/quota-requests', { regionId: region, name: 'acls-per-region', value: 51, reason: 'one more' });
    await creating.getByRole('button', { name: 'OK' }).click();
    await expect(creating).toBeHidden();
    await page.goto(`/${region}/quotas`);
    await expect(row(page, 'acls-per-region')).toContainText('51');
  });
});
