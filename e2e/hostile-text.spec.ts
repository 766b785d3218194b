import { everyPage, furnish, visit } from './every-page.ts';
import { test as base, expect } from './fixtures.ts';

/** Right-to-left, emoji, HTML that would run: what fits into 80 characters, and is no name of an alphabet. */
const WORD = `<img src=x onerror=alert(1)> <b>bold</b> 🦊👩‍👩‍👧 שלום ${'w'.repeat(80)}`.slice(0, 80);
/** For names with an alphabet: letters of all scripts, without a place to break. */
const NAME = `שלום-${'ö'.repeat(75)}`;

const test = base.extend<{ hostileRegion: string }>({
  hostileRegion: async ({ rest }, use) => {
    const id = 'hostile-names';
    await rest.must('POST', '/regions', { id, name: WORD, zones: [{ id: `${id}-a`, name: WORD }], addressPools: ['127.199.0.0/28'] });
    await use(id);
    await rest.must('DELETE', `/regions/${id}`);
  },
});

test('hostile and long text is text everywhere, and leaves every page in its frame', async ({ page, rest, region, hostileRegion }) => {
  test.setTimeout(300_000);
  const place = await furnish(rest, region, { word: WORD, name: NAME, port: 8900 });
  let dialogs = 0;
  page.on('dialog', async (dialog) => {
    dialogs += 1;
    await dialog.dismiss();
  });
  const seen = new Set<string>();
  const wide: string[] = [];
  for (const [name, path] of [...everyPage(place), ['hostile-region', `/${hostileRegion}/servers`] as const]) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await visit(page, path);
    await expect(page.locator('img[src="x"], main b:text-is("bold")'), `${name}: no markup of a user`).toHaveCount(0);
    const text = await page.getByRole('main').innerText();
    for (const word of [WORD, NAME]) {
      if (text.includes(word)) {
        seen.add(word);
      }
    }
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (overflow > 0) {
        wide.push(`${name}: ${overflow} pixels beyond ${width}`);
      }
      await page.screenshot({ path: `test-results/screens/hostile-${name}-${width}.png` });
    }
  }
  expect(wide).toEqual([]);
  expect(dialogs).toBe(0);
  expect([...seen].sort(), 'both texts were shown').toEqual([NAME, WORD].sort());
});
