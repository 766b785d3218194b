import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 1280, height: 800 } });

const BOTH = ['light', 'dark'] as const;

async function expectAccessible(page: Page, name: string, themes: readonly (typeof BOTH)[number][] = ['light']): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
    const found = violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`);
    expect(found, `${name}, ${colorScheme}`).toEqual([]);
    await page.screenshot({ path: `test-results/screens/${name}-1280-${colorScheme}.png` });
  }
}

test('open dialogs and menus are accessible', async ({ page, rest, region, backend }) => {
  const [one, two] = [await backend('layer-1'), await backend('layer-2')];
  const instance = await rest.createInstance(region.id, 'layers');
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  await rest.createListener(instance.id, group.id, 8660);
  const base = `/${region.id}/instances/${instance.id}`;

  await page.goto(`/${region.id}/instances?search=layers`);
  const row = page.getByRole('row', { name: new RegExp(instance.id) });
  await expect(row).toContainText('Normal');
  await row.getByRole('button', { name: 'Servers of TCP:8660' }).click();
  await expectAccessible(page, 'instances-open');
  await page.getByRole('button', { name: `Region: ${region.name}` }).click();
  await expect(page.getByRole('listbox')).toBeVisible();
  await expectAccessible(page, 'region-selector');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^User menu/ }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectAccessible(page, 'user-menu', BOTH);
  await page.keyboard.press('Escape');
  await row.getByRole('button', { name: 'More' }).click();
  await expectAccessible(page, 'instance-menu');
  await page.getByRole('menuitem', { name: 'Release' }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expectAccessible(page, 'release', BOTH);

  await page.goto(`${base}/active-standby-server-groups`);
  await page.getByRole('row', { name: /pair/ }).getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('TCP:8660');
  await expectAccessible(page, 'group-delete-in-use');
  await page.keyboard.press('Escape');
});

test('what was opened in a tab stays open when the instance answers after the tab', async ({ page, rest, region, backend }) => {
  const [one, two] = [await backend('late-1'), await backend('late-2')];
  const instance = await rest.createInstance(region.id, 'late');
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  const answers: (() => void)[] = [];
  const isHeld = new Promise<void>((resolve) => answers.push(resolve));
  await page.route(`**/api/v1/load-balancers/${instance.id}`, async (route) => {
    await isHeld;
    await route.continue();
  });

  await page.goto(`/${region.id}/instances/${instance.id}/active-standby-server-groups`);
  await page.getByRole('row', { name: /pair/ }).getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('alertdialog')).toContainText(group.id);
  for (const answer of answers) {
    answer();
  }
  await expect(page.getByRole('heading', { name: 'late', includeHidden: true })).toBeVisible();
  await expect(page.getByRole('alertdialog')).toContainText(group.id);
});
