import pg from 'pg';
import { expect, test } from './fixtures.ts';
import { inspect } from './inspect.ts';

test('instances that nobody uses are listed with the cause, and released from there', async ({ page, product, otherRegion, rest }) => {
  test.slow();
  const region = otherRegion.id;
  const empty = await rest.createInstance(region, 'idle-empty');
  const stopped = await rest.createInstance(region, 'idle-stopped');
  await rest.call('POST', `/load-balancers/${stopped.id}/stop`);
  await rest.createInstance(region, 'idle-not-yet');
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  await client.query(
    `UPDATE load_balancer SET created_at = now() - interval '8 days', revised_at = now() - interval '8 days' WHERE id = ANY ($1)`,
    [[empty.id, stopped.id]],
  );
  await client.end();

  await page.goto(`/${region}/instances`);
  await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Idle SLB Instances' }).click();
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  await expect(row('idle-empty')).toContainText('No listener · No server');
  await expect(row('idle-stopped')).toContainText('Stopped');
  await expect(row('idle-not-yet')).toHaveCount(0);
  await expect(page.getByText('Workers report traffic within two minutes')).toBeVisible();
  await inspect(page, 'idle');

  await page.getByRole('button', { name: 'Choose columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'IP Address' }).click();
  await page.keyboard.press('Escape');
  await expect(row('idle-empty')).not.toContainText(empty.address);

  await page.getByLabel('Search by name, ID or address').fill('idle-empty');
  await expect(page).toHaveURL(/search=idle-empty/);
  await expect(row('idle-stopped')).toHaveCount(0);
  await row('idle-empty').getByRole('button', { name: 'Release' }).click();
  const release = page.getByRole('alertdialog', { name: /Release/ });
  await release.getByRole('button', { name: 'Next' }).click();
  await expect(release).toContainText(empty.id);
  await page.keyboard.press('Escape');
  await expect(release).toBeHidden();
  await rest.call('DELETE', `/load-balancers/${empty.id}`);
  await page.reload();
  await expect(page.getByText('No idle instance matches “idle-empty”.')).toBeVisible();
  await rest.call('DELETE', `/load-balancers/${stopped.id}`);
  await page.goto(`/${region}/idle-instances`);
  await expect(page.getByText('No instance is idle')).toBeVisible();
});
