import { join } from 'node:path';
import type { Page } from 'playwright/test';

/** Pictures of the documentation are taken by the tests that walk there: `PLUMBLINE_PICTURES=docs/pictures npm test -- --only e2e`. */
const folder = process.env.PLUMBLINE_PICTURES ?? 'test-results/pictures';

/** Takes a picture once what moves has come to rest. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

/** The same screen in light and dark. */
export async function lightAndDark(page: Page, name: string): Promise<void> {
  await picture(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}
