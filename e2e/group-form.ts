import { expect, type Page } from '@playwright/test';

interface Choice {
  name: string;
  servers: [string, string];
  /** One port per server, in the order of `servers`. */
  ports: [string, string];
  active: string;
}

/** Steps 6.1 to 6.4 of console 7.4, click by click; OK is the caller's. */
export async function fillGroupForm(page: Page, { name, servers, ports, active }: Choice): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const picker = page.getByRole('dialog', { name: 'Available Servers' });
  const next = picker.getByRole('button', { name: 'Next: Set Weight and Port' });
  await expect(next).toBeDisabled();
  for (const server of servers) {
    await picker.getByRole('checkbox', { name: server }).check();
  }
  await next.click();
  const added = page.getByRole('table', { name: 'Servers Added' });
  for (const [index, server] of servers.entries()) {
    await added.getByLabel(`Port of ${server}`).fill(ports[index] ?? '');
  }
  await added.getByRole('radio', { name: `Server ${active} is active` }).check();
}
