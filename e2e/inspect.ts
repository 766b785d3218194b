import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

const WIDTHS = [1440, 390] as const;
type Theme = 'light' | 'dark';
export type Themes = Record<(typeof WIDTHS)[number], readonly Theme[]>;

const EVERYTHING = { 1440: ['light', 'dark'], 390: ['light', 'dark'] } as const;
/** Each width and each theme once, for pages made of parts that others show as well. */
export const ONCE_EACH = { 1440: ['light'], 390: ['dark'] } as const;

/** Nothing serious for axe, nothing that sticks out of the window, and a picture to look at. */
export async function inspect(page: Page, name: string, themes: Themes = EVERYTHING): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of themes[width]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // What is half hidden under the top bar is too small a target there, wherever a test happens to have scrolled to.
      const scrolledTo = await page.evaluate(() => window.scrollY);
      await page.evaluate(() => window.scrollTo(0, 0));
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
      const found = violations.map(
        (violation) => `${violation.id}: ${violation.nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
      );
      expect(found, `${name}, ${width} px, ${colorScheme}`).toEqual([]);
      await page.evaluate((top) => window.scrollTo(0, top), scrolledTo);
      await page.screenshot({ path: `test-results/screens/${name}-${width}-${colorScheme}.png` });
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, `${name}: pixels beyond ${width}`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}
