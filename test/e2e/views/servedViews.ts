/** What the views' tests begin and end with. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { openBrowser } from './browser';
import { serveViews, type ViewServer } from './server';

interface Viewport {
  readonly width: number;
  readonly height: number;
}

export interface ServedViews {
  /**
   * A page of its own, closed after the test.
   * @param address view and query, as `dashboard?at=3`
   */
  open(address: string, viewport?: Viewport): Promise<Page>;
}

/** A browser and the served views for all tests of a file. */
export function servedViews(): ServedViews {
  let browser: Browser;
  let server: ViewServer;
  const pages: Page[] = [];
  beforeAll(async () => {
    [browser, server] = await Promise.all([openBrowser(), serveViews()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.close()));
  });
  return {
    open: async (address, viewport = { width: 1280, height: 720 }) => {
      const page = await browser.newPage({ viewport });
      pages.push(page);
      await page.goto(`${server.url}${address}`);
      return page;
    },
  };
}
