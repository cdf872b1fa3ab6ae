/** Nothing that axe-core finds is left: names, roles, contrasts, in every state of the views and in every theme. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violations } from './axe';
import { servedViews } from './servedViews';

const views = servedViews();

const themes = ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const;

interface State {
  readonly name: string;
  readonly address: string;
  /** What is to be seen before the page is looked at. */
  readonly awaited: string;
  /** Brings the page into the state. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const openFurtherParts = async (page: Page): Promise<void> => {
  await page.evaluate("document.querySelectorAll('details.further').forEach((part) => (part.open = true))");
  await page.getByTestId('surface-summary').filter({ hasText: 'lowest' }).waitFor();
  await page.getByTestId('response-summary').filter({ hasText: /./ }).waitFor();
  await page.getByTestId('strip-output').last().waitFor();
};

const dashboards: readonly State[] = [
  { name: 'before the first run', address: 'dashboard?at=0', awaited: 'welcome' },
  {
    name: 'while a run is prepared',
    address: 'dashboard?at=0&phase=preparing&message=Downloading+MNIST&fraction=0.42',
    awaited: 'progress',
  },
  {
    name: 'of a failure',
    address: 'dashboard?at=0&phase=failed&message=The+trainer+ended.',
    awaited: 'failure',
  },
  { name: 'of a run in training', address: 'dashboard?at=70&phase=training', awaited: 'pause' },
  {
    name: 'of a finished run, with all panels and its mistakes',
    address: 'dashboard?run=rotated',
    awaited: 'recovered',
    prepare: async (page) => {
      await page.getByTestId('digits-grid').check();
      await page.getByTestId('show-mistakes').click();
      await page.getByTestId('gallery').getByTestId('digit').first().waitFor();
      await page.getByTestId('class-picture').first().waitFor();
    },
  },
  { name: 'of a comparison', address: 'dashboard?twin=200', awaited: 'gap' },
  { name: 'of a collapse', address: 'dashboard?run=collapsed', awaited: 'collapse' },
  { name: 'of a run without a transformer', address: 'dashboard?run=none', awaited: 'digit' },
];

const inspectors: readonly State[] = [
  { name: 'without a run', address: 'inspector?at=0', awaited: 'welcome' },
  {
    name: 'of a digit, with all that can be asked',
    address: 'inspector',
    awaited: 'verdict',
    prepare: openFurtherParts,
  },
  { name: 'of a spline', address: 'inspector?run=spline', awaited: 'verdict' },
  { name: 'of two transformers', address: 'inspector?run=addition', awaited: 'verdict' },
  {
    name: 'with a sheet to draw on',
    address: 'inspector',
    awaited: 'verdict',
    prepare: async (page) => {
      await page.getByTestId('source').locator('input[value=drawing]').check();
      await page.getByTestId('drawing-pad').waitFor();
    },
  },
];

const comparisons: readonly State[] = [
  { name: 'of no runs', address: 'comparison', awaited: 'choose-runs' },
  {
    name: 'of many runs, one of which can’t be read',
    address: 'comparison?runs=recorded,rotated,none,rts~60,spline,projective,manyPoints,newer!',
    awaited: 'same-digit',
  },
  { name: 'of sums', address: 'comparison?runs=addition,twoTransformers', awaited: 'digits-sentence' },
];

const reports: readonly State[] = [
  { name: 'of a run', address: 'report', awaited: 'filmstrip' },
  { name: 'of a recovered distortion', address: 'report?run=rotated', awaited: 'recovered' },
  { name: 'of a comparison’s run', address: 'report?twin', awaited: 'other-report' },
];

async function openState({ address, awaited, prepare }: State, width = 1280): Promise<Page> {
  const page = await views.open(address, { width, height: 900 });
  await page.getByTestId(awaited).first().waitFor();
  await prepare?.(page);
  return page;
}

/** After the change of theme the canvases are drawn anew, which axe need not see. */
async function contrastsIn(page: Page, theme: (typeof themes)[number]): Promise<string[]> {
  await page.evaluate(`fakeHost.setTheme('${theme}')`);
  return violations(page, ['color-contrast']);
}

for (const [view, states] of Object.entries({
  dashboard: dashboards,
  inspector: inspectors,
  comparison: comparisons,
})) {
  describe(`the ${view}`, () => {
    it.for(states)('$name', async (state) => {
      const page = await openState(state);
      expect(await violations(page)).toEqual([]);
      for (const theme of themes) expect(await contrastsIn(page, theme), theme).toEqual([]);
    });
  });
}

describe('the report', () => {
  it.for(reports)('$name', async (state) => {
    const page = await openState(state);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), colorScheme).toEqual([]);
    }
  });
});

describe('a page of 400 pixels, as one of 800 that is enlarged twice', () => {
  it.for([dashboards[4], inspectors[1], comparisons[1], reports[1], reports[2]])('$name', async (state) => {
    const page = await openState(state, 400);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
  });
});
