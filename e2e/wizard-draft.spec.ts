import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

// Many steps, on a machine that may have other work.
test.describe.configure({ timeout: 180_000 });

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
const next = (page: Page) => page.getByRole('button', { name: 'Next' });
const note = (page: Page) => page.getByText('Your draft was kept');
const submit = (page: Page) => page.getByRole('button', { name: 'Submit', exact: true });

/** To step 3 of a new listener for the default server group, with something typed in each step. */
async function toHealthCheck(page: Page, port: number): Promise<void> {
  await page.getByLabel('Listening Port').fill(port.toString());
  await page.getByLabel('Listener Name').fill(`typed-${port}`);
  await next(page).click();
  await page.getByLabel('Backend Port').fill('8080');
  await next(page).click();
  await expect(heading(page, 'Health Check')).toBeVisible();
}

test.describe('the connection drops in mid-wizard', () => {
  test.use({ expectedComplaints: [/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_FAILED/] });

  test('nothing is lost, and one listener is made', async ({ page, rest, region }) => {
    const instance = await rest.createInstance(region.id, 'cut-wizard');
    const listeners = async () =>
      (await rest.call<{ items: { name: string; port: number }[] }>('GET', `/load-balancers/${instance.id}/listeners`)).body.items;
    const lost = page.getByRole('alert').filter({ hasText: 'Connection lost' });
    const refusal = page.getByRole('alert').filter({ hasText: 'No answer came back' });
    await page.goto(`/${region.id}/instances/${instance.id}/listeners/create`);
    await toHealthCheck(page, 8721);

    await test.step('cut off on step 3: Submit says so, and everything typed is there', async () => {
      await page.context().setOffline(true);
      await expect(lost).toBeVisible({ timeout: 20_000 });
      await page.getByRole('button', { name: 'Modify' }).click();
      await page.getByLabel('Health Check Interval').fill('7');
      await next(page).click();
      await expect(heading(page, 'Submit')).toBeVisible();
      await submit(page).click();
      await expect(refusal).toContainText('What you entered is kept');
      await inspect(page, 'wizard-cut-off', ONCE_EACH);
      const summary = page.getByRole('region', { name: 'Protocol and Listener' });
      await expect(summary).toContainText('typed-8721');
      expect(await listeners()).toEqual([]);
    });
    await test.step('back again, but this time the answer is lost on its way: it was carried out', async () => {
      await page.context().setOffline(false);
      await expect(lost).toHaveCount(0, { timeout: 20_000 });
      await page.route('**/api/v1/load-balancers/*/listeners', async (route) => {
        await route.fetch();
        await route.abort('connectionfailed');
      });
      await submit(page).click();
      await expect(refusal).toBeVisible();
      await page.unrouteAll({ behavior: 'wait' });
      expect(await listeners()).toMatchObject([{ name: 'typed-8721' }]);
    });
    await test.step('the page is loaded again, and Submit leads to the one listener', async () => {
      page.once('dialog', (dialog) => void dialog.accept());
      await page.reload();
      await expect(note(page)).toBeVisible();
      await expect(heading(page, 'Submit')).toBeVisible();
      await submit(page).click();
      await expect(page.getByText('Configuration Successful')).toBeVisible();
      expect(await listeners()).toMatchObject([{ name: 'typed-8721', port: 8721, healthCheck: { intervalSeconds: 7 } }]);
    });
  });
});

test.describe('a draft of the listener wizard', () => {
  test.use({ expectedComplaints: [/status of 412/] });

  test('outlives a reload and a wrong step Back, until it is submitted, discarded or left on purpose', async ({ page, rest, region }) => {
    const instance = await rest.createInstance(region.id, 'drafts');
    const base = `/${region.id}/instances/${instance.id}`;
    page.on('dialog', (dialog) => void dialog.accept());
    const drafts = () => page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length);
    const open = async () => {
      await page.getByRole('link', { name: 'Add Listener' }).first().click();
      await expect(page.getByLabel('Listening Port')).toBeVisible();
    };
    await page.goto(`${base}/listeners`);

    await test.step('what nobody touched is no draft', async () => {
      await open();
      await page.reload();
      await expect(page.getByLabel('Listening Port')).toHaveValue('');
      await expect(note(page)).toHaveCount(0);
      expect(await drafts()).toBe(0);
    });
    await test.step('a reload on step 3 goes on there', async () => {
      await toHealthCheck(page, 8731);
      await page.reload();
      await expect(heading(page, 'Health Check')).toBeVisible();
      await expect(note(page)).toBeVisible();
      await inspect(page, 'wizard-draft', ONCE_EACH);
      await page.getByRole('button', { name: 'Previous' }).click();
      await expect(page.getByLabel('Backend Port')).toHaveValue('8080');
    });
    await test.step('discarded: the wizard begins anew', async () => {
      await page.getByRole('button', { name: 'Discard' }).click();
      await expect(page.getByLabel('Listening Port')).toHaveValue('');
      await expect(note(page)).toHaveCount(0);
      expect(await drafts()).toBe(0);
    });
    await test.step('Back out of the wizard loses nothing', async () => {
      await page.goto(`${base}/listeners`);
      await open();
      await page.getByLabel('Listening Port').fill('8732');
      await page.goBack();
      await open();
      await expect(note(page)).toBeVisible();
      await expect(page.getByLabel('Listening Port')).toHaveValue('8732');
    });
    await test.step('left on purpose: forgotten', async () => {
      await page.getByRole('link', { name: 'drafts', exact: true }).click();
      await page.getByRole('alertdialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'OK' }).click();
      await expect(page).toHaveURL(new RegExp(`${base}/details$`));
      expect(await drafts()).toBe(0);
    });
    await test.step('of a listener: meant for the version that it was begun with', async () => {
      const listener = await rest.createListenerOn(instance.id, { kind: 'default', backendPort: 80 }, 8733, { name: 'before' });
      await page.goto(`${base}/listeners/${listener.id}/modify`);
      await page.getByLabel('Listener Name').fill('typed');
      await rest.updateListener(listener.id, { name: 'theirs' });
      await page.reload();
      await expect(note(page)).toBeVisible();
      await expect(page.getByLabel('Listener Name')).toHaveValue('typed');
      await page.getByRole('button', { name: '4 Submit' }).click();
      await submit(page).click();
      const dialog = page.getByRole('alertdialog', { name: 'Somebody else has changed this meanwhile' });
      await dialog.getByRole('button', { name: 'Keep Mine on Top' }).click();
      await expect(page.getByText('Configuration Successful')).toBeVisible();
      expect((await rest.getListener(listener.id)).name).toBe('typed');
      expect(await drafts()).toBe(0);
    });
  });
});
