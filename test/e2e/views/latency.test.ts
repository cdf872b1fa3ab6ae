/** How long it takes from an input to its picture, in a real browser, with a host that answers at once. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { servedViews } from './servedViews';
import { describeTimes, generous } from './times';

const views = servedViews();
let page: Page;

beforeEach(async () => {
  page = await views.open('inspector', { width: 1000, height: 1100 });
  await page.getByTestId('verdict').filter({ hasText: 'redicted' }).waitFor();
});

/**
 * Moves something 60 times and waits each time for another picture of the input, and for the frame that shows it.
 * @param move a statement; `step` counts from 0
 * @returns milliseconds
 */
async function latencies(move: string): Promise<number[]> {
  return page.evaluate<number[]>(`(async () => {
    const canvas = document.querySelector('[data-testid=input] canvas');
    const picture = () => canvas.getContext('2d').getImageData(0, 0, 28, 28).data.join();
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const measured = [];
    for (let step = 0; step < 60; step++) {
      const before = picture();
      const start = performance.now();
      ${move};
      do await frame(); while (picture() === before && performance.now() - start < 1000);
      measured.push(performance.now() - start);
    }
    return measured;
  })()`);
}

/** Prints the figure, of which under 50 ms are asked. */
function expectQuick(what: string, times: readonly number[]): void {
  expect(describeTimes(what, times).median).toBeLessThan(generous);
}

describe('from an input to its picture', () => {
  it('a slider takes a moment', async () => {
    const times = await latencies(`
      const slider = document.querySelector('[data-testid=warp-rotation]');
      slider.value = step % 2 ? 10 + step : -10 - step;
      slider.dispatchEvent(new Event('input', { bubbles: true }))`);
    expectQuick('Slider to picture', times);
  });

  it('a pen takes a moment', async () => {
    await page.getByTestId('source').locator('input[value=drawing]').check();
    await page.getByTestId('centred').uncheck();
    const times = await latencies(`
      const pad = document.querySelector('[data-testid=drawing-pad]');
      const box = pad.getBoundingClientRect();
      const place = { clientX: box.left + 20 + 3 * step, clientY: box.top + (step % 2 ? 40 : 180) };
      if (step === 0) pad.setPointerCapture = () => undefined;
      pad.dispatchEvent(new PointerEvent(step === 0 ? 'pointerdown' : 'pointermove', { ...place, button: 0, pointerId: 1 }))`);
    expectQuick('Pen to picture', times);
  });
});
