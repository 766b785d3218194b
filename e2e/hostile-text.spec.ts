import type { Page } from '@playwright/test';
import type { TimelineView } from '#domain/timeline.ts';
import { everyPage, furnish, type Place, visit } from './every-page.ts';
import { test as base, expect } from './fixtures.ts';
import type { Rest } from './rest.ts';

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

/** Waits until the timelines of what was furnished have one of everything. */
async function hasHistory(rest: Rest, { instance }: Place): Promise<void> {
  const missing = async () => {
    const { listeners } = await rest.must<TimelineView>('GET', `/load-balancers/${instance.id}/timeline`);
    return (['probes', 'verdicts', 'switches', 'drills'] as const).filter(
      (kind) => !listeners.some((listener) => listener[kind].length > 0),
    );
  };
  await expect.poll(missing, { message: 'nothing is missing in the timeline', timeout: 60_000 }).toEqual([]);
}

function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** How far the page sticks out of a window that was made so narrow: at once, with what is drawn for the width before, or after that. */
async function overflowWhenNarrowed(page: Page, width: number): Promise<number> {
  const window = await page.evaluateHandle(() => ({
    narrowed: new Promise<number>((resolve) => {
      const { documentElement: root } = document;
      addEventListener('resize', () => resolve(root.scrollWidth - root.clientWidth), { once: true });
    }),
  }));
  await page.setViewportSize({ width, height: 900 });
  const atOnce = await window.evaluate(({ narrowed }) => narrowed);
  return Math.max(atOnce, await overflowOf(page));
}

test('hostile and long text is text everywhere, and leaves every page in its frame', async ({ page, rest, region, hostileRegion }) => {
  // A bound for what hangs: a machine that does much else takes ten seconds a page.
  test.setTimeout(900_000);
  const place = await furnish(rest, region, { word: WORD, name: NAME, port: 8900 });
  await hasHistory(rest, place);
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
    // The last is what WCAG 1.4.10 asks for: 1280 pixels at 400 %.
    for (const width of [1280, 390, 320]) {
      const overflow = width === 1280 ? await overflowOf(page) : await overflowWhenNarrowed(page, width);
      if (overflow > 0) {
        wide.push(`${name}: ${overflow} pixels beyond ${width}`);
      }
      if (width !== 320) {
        await page.screenshot({ path: `test-results/screens/hostile-${name}-${width}.png` });
      }
    }
  }
  expect(wide).toEqual([]);
  expect(dialogs).toBe(0);
  expect([...seen].sort(), 'both texts were shown').toEqual([NAME, WORD].sort());
});
