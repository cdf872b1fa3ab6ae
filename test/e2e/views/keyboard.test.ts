/** The Tab key comes to everything there is to press or choose, is held nowhere, and is always seen where it is. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { focusable, focusTour } from './focusTour';
import { servedViews } from './servedViews';

const views = servedViews();

const themes = ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const;

/** Half of the way around: what is next to the ring may be as bright. */
const leastRing = 0.4;

interface Tour {
  readonly name: string;
  readonly open: (width: number, height: number) => Promise<Page>;
}

const tours: readonly Tour[] = [
  {
    name: 'the dashboard',
    open: async (width, height) => {
      const page = await views.open('dashboard?run=rotated', { width, height });
      await page.getByTestId('show-mistakes').click();
      await page.getByTestId('gallery').getByTestId('digit').first().waitFor();
      await page.getByTestId('class-picture').first().waitFor();
      return page;
    },
  },
  {
    name: 'the dashboard in training',
    open: async (width, height) => {
      const page = await views.open('dashboard?at=70&phase=training', { width, height });
      await page.getByTestId('pause').waitFor();
      return page;
    },
  },
  {
    name: 'the inspector',
    open: async (width, height) => {
      const page = await views.open('inspector', { width, height });
      await page.getByTestId('verdict').filter({ hasText: 'redicted' }).waitFor();
      await page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))");
      await page.getByTestId('strip-output').last().waitFor();
      await page.getByTestId('surface-summary').filter({ hasText: 'lowest' }).waitFor();
      return page;
    },
  },
  {
    name: 'the inspector with a sheet to draw on',
    open: async (width, height) => {
      const page = await views.open('inspector', { width, height });
      await page.getByTestId('source').locator('input[value=drawing]').check();
      await page.getByTestId('drawing-pad').waitFor();
      return page;
    },
  },
  {
    name: 'the comparison',
    open: async (width, height) => {
      const page = await views.open('comparison?runs=recorded,rotated,none', { width, height });
      await page.getByTestId('same-digit').first().waitFor();
      return page;
    },
  },
  {
    name: 'the report',
    open: async (width, height) => {
      const page = await views.open('report?run=rotated', { width, height });
      await page.getByTestId('recovered').waitFor();
      return page;
    },
  },
];

/** The focus was somewhere while the page was prepared. */
async function toTheTop(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    document.activeElement.blur();
    scrollTo(0, 0);
  })()`);
}

describe.for(tours)('$name', ({ open }) => {
  it.for([
    [1000, 700],
    [400, 400],
  ])('at %d × %d pixels leads past everything, under nothing', async ([width, height]) => {
    const page = await open(width, height);
    await toTheTop(page);
    const stops = await focusTour(page, false);
    expect(stops.map(({ name }) => name)).toEqual(await focusable(page));
    expect(stops.filter(({ isCovered }) => isCovered)).toEqual([]);
  });
});

describe.for(tours)('the focus is seen in $name', ({ name, open }) => {
  it.for(name === 'the report' ? (['light', 'dark'] as const) : ([...themes, 'forced colors'] as const))(
    '%s',
    async (theme) => {
      const page = await open(1000, 700);
      if (theme === 'forced colors') await page.emulateMedia({ forcedColors: 'active' });
      else if (name === 'the report')
        await page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light' });
      else await page.evaluate(`fakeHost.setTheme('${theme}')`);
      await toTheTop(page);
      const stops = await focusTour(page, true);
      const faint = stops.filter(({ ring }) => ring !== null && ring < leastRing);
      expect(faint.map(({ name, ring }) => `${name}: ${ring}`)).toEqual([]);
    },
  );
});
