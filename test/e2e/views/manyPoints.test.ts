/** A run of a million points in a real browser: drawn, growing, zoomed and pointed at. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { picture } from './browser';
import { servedViews } from './servedViews';
import { generous } from './times';

const views = servedViews();
let page: Page;

/** What a page's own work takes in a frame, measured around what it asks to be called before each. */
const measured = `
  window.work = [];
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (call) => ask((time) => {
    const start = performance.now();
    call(time);
    window.work.push(performance.now() - start);
  });
`;

/** A thousand epochs of 1500, with one batch that stands out; the time from their message to their picture. */
const showMillion = `(async () => {
  const [started, ...events] = await fakeHost.events;
  const [length, perEpoch, out] = [1000000, 1000, 345678];
  const ends = Float64Array.from({ length }, (_, at) => at + 1);
  const losses = Float32Array.from({ length }, (_, at) => at === out ? 9 : 0.05 + (0.5 + Math.random()) / (1 + at / 1e4));
  const speeds = Float32Array.from({ length }, () => 30000 + 5000 * Math.random());
  const newest = { type: 'batch', epoch: 1000, batch: 999, loss: 0.1, meanLoss: 0.1, imagesPerSecond: 30000, etaSeconds: 9 };
  const epoch = events.find(({ type }) => type === 'epoch');
  const breakdown = events.find(({ type, epoch }) => type === 'breakdown' && epoch === 1);
  const each = (event) => Array.from({ length: 1000 }, (_, at) => ({ ...event, epoch: at + 1 }));
  window.sentAt = performance.now();
  fakeHost.sendRaw({
    type: 'snapshot',
    protocol: fakeHost.posted.find(({ type }) => type === 'ready').protocol,
    status: { phase: 'training', message: '', fraction: null },
    twin: null,
    history: {
      started: { ...started, batchesPerEpoch: perEpoch, config: { ...started.config, epochs: 1500 } },
      batches: { length, ends, losses, speeds, newest },
      epochs: each(epoch), breakdowns: each(breakdown),
      samples: [], collapses: [], changes: [],
    },
  });
  await new Promise((done) => {
    const look = () => document.querySelector('[data-testid=status]').textContent.includes('1000') ? done() : requestAnimationFrame(look);
    look();
  });
  return performance.now() - window.sentAt;
})()`;

/** Runs what it is given in each of so many frames; the times of the page's own work in them, sorted. */
async function workOf(step: string, frames = 60): Promise<number[]> {
  const times = await page.evaluate<number[]>(`(async () => {
    const times = [];
    for (let at = 0; at < ${frames}; at++) {
      const start = performance.now();
      ${step}
      window.work = [performance.now() - start];
      // Messages come before the next frame but one.
      for (let more = 0; more < 2; more++) await new Promise((done) => setTimeout(() => requestAnimationFrame(done)));
      times.push(window.work.reduce((sum, time) => sum + time, 0));
    }
    return times;
  })()`);
  return times.sort((a, b) => a - b);
}

const told = (what: string, times: readonly number[]): void => {
  const [median, most] = [times[times.length >> 1], times.at(-1) ?? 0];
  console.log(`${what}: ${median.toFixed(1)} ms of work in a frame, at most ${most.toFixed(1)} ms.`);
};

const loss = () => page.getByTestId('loss-chart-canvas');

describe('a million points', () => {
  let drawn: number;
  beforeEach(async () => {
    page = await views.open('dashboard?at=3', { width: 1600, height: 1200 });
    await page.addInitScript(measured);
    await page.reload();
    await page.getByTestId('status').filter({ hasText: /./ }).waitFor();
    drawn = await page.evaluate<number>(showMillion);
  });

  it('are drawn while they grow, and smoothed otherwise', async () => {
    console.log(`${drawn.toFixed(0)} ms from a snapshot of a million points to its picture.`);
    expect(drawn).toBeLessThan(20_000);
    const grown =
      await workOf(`fakeHost.sendRaw({ type: 'event', run: 'main', event: { type: 'batch', epoch: 1001,
      batch: at, loss: 1, meanLoss: 0.1, imagesPerSecond: 30000, etaSeconds: 9 } });`);
    told('A million points that grow', grown);
    expect(grown[30]).toBeLessThan(generous);
    const before = await picture(loss());
    const smoothed = await workOf(
      `const slider = document.querySelector('[data-testid=smoothing]');
      slider.value = String(at / 60);
      slider.dispatchEvent(new Event('input'));`,
    );
    told('A million points smoothed anew', smoothed);
    await expect.poll(() => picture(loss())).not.toBe(before);
  });

  it('show every one of a part that is zoomed into', async () => {
    const zoomed = await workOf(
      `document.querySelector('[data-testid=loss-chart-canvas]').dispatchEvent(
        new KeyboardEvent('keydown', { key: ['+', '+', 'ArrowRight', 'ArrowLeft', '-', '-'][at % 6] }));`,
    );
    told('A million points zoomed and moved', zoomed);
    expect(zoomed[30]).toBeLessThan(generous);
  });

  it('are pointed at', async () => {
    const box = await loss().boundingBox();
    if (!box) throw new Error('There is no chart.');
    const pointed = await workOf(
      `document.querySelector('[data-testid=loss-chart-canvas]').dispatchEvent(new MouseEvent('mousemove', {
        bubbles: true, clientX: ${box.x + 60} + at * 8, clientY: ${box.y + 90} }));`,
    );
    told('A million points pointed at', pointed);
    expect(pointed[30]).toBeLessThan(generous);
  });
});
