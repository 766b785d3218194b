import { expect, test } from './fixtures.ts';

test.describe('the listener wizard', () => {
  // The port that is taken on purpose answers 409.
  test.use({ expectedComplaints: [/status of 409/] });

  test('back and forth keeps everything, and leaving it asks first', async ({ page, rest, region, backend }) => {
    const [one, two] = [await backend('steps-1'), await backend('steps-2')];
    const instance = await rest.createInstance(region.id, 'steps');
    const group = await rest.createGroup(
      instance.id,
      'pair',
      { serverId: one.serverId, port: 9000 },
      { serverId: two.serverId, port: 9000 },
    );
    const base = `/${region.id}/instances/${instance.id}`;
    const heading = (name: string) => page.getByRole('heading', { name, exact: true });
    const next = page.getByRole('button', { name: 'Next' });

    await test.step('an untouched wizard is left without a question', async () => {
      await page.goto(`${base}/listeners`);
      await page.getByRole('link', { name: 'Add Listener' }).click();
      await expect(page.getByLabel('Listening Port')).toBeVisible();
      await page.getByRole('link', { name: 'steps', exact: true }).click();
      await expect(page).toHaveURL(new RegExp(`${base}/details$`));
      await page.goBack();
    });

    await test.step('the browser’s Back and Forward move between the steps', async () => {
      await page.getByRole('radio', { name: 'UDP' }).check({ force: true });
      await page.getByLabel('Listening Port').fill('8670');
      await next.click();
      await page.getByLabel('Server Group', { exact: true }).selectOption(group.id);
      await next.click();
      await expect(heading('Health Check')).toBeVisible();
      await page.goBack();
      await expect(heading('Backend Servers')).toBeVisible();
      await expect(page.getByLabel('Server Group', { exact: true })).toHaveValue(group.id);
      await page.goBack();
      await expect(page.getByLabel('Listening Port')).toHaveValue('8670');
      await page.goForward();
      await page.goForward();
      await expect(heading('Health Check')).toBeVisible();
    });

    await test.step('a UDP check takes request and expected answer, both or none, and warns of a short timeout', async () => {
      await page.getByRole('button', { name: 'Modify' }).click();
      await page.getByLabel('Health Check Requests').fill('ping');
      await next.click();
      await expect(heading('Health Check')).toBeVisible();
      await expect(
        page
          .getByRole('alert')
          .filter({ hasText: /both|together/i })
          .first(),
      ).toBeVisible();
      await page.getByLabel('Health Check Results').fill('pong');
      await page.getByLabel('Response Timeout').fill('2');
      await expect(page.getByText(/Response Timeout \(2 s\) is shorter/)).toBeVisible();
      await next.click();
      await expect(heading('Submit')).toBeVisible();
      await expect(page.getByText('pong')).toBeVisible();
    });

    await test.step('Modify in the summary leads to its step, and a link of the page asks before it leads away', async () => {
      await page.getByRole('region', { name: 'Backend Servers' }).getByRole('button', { name: 'Modify' }).click();
      await expect(heading('Backend Servers')).toBeVisible();
      await page.getByRole('link', { name: 'Servers', exact: true }).click();
      const question = page.getByRole('alertdialog', { name: 'Leave without saving?' });
      await question.getByRole('button', { name: 'Cancel' }).click();
      await expect(page.getByLabel('Server Group', { exact: true })).toHaveValue(group.id);
    });

    await test.step('a port that was taken meanwhile is refused at its field, with everything else kept', async () => {
      await rest.createListener(instance.id, group.id, 8670, { protocol: 'udp', healthCheck: { type: 'udp' } });
      await next.click();
      await next.click();
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(page.getByLabel('Listening Port')).toHaveAttribute('aria-invalid', 'true');
      await page.getByLabel('Listening Port').fill('8671');
      await next.click();
      await next.click();
      await expect(page.getByText('ping')).toBeVisible();
      await next.click();
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(page.getByText('Configuration Successful')).toBeVisible();
      await page.getByRole('button', { name: 'OK' }).click();
      await expect(page.getByRole('row', { name: /udp_8671/ })).toContainText('Running');
    });
  });
});
