/** How smooth the dashboard is while all of it moves: batches stream in and the slider plays. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { servedViews } from './servedViews';

const views = servedViews();

interface Watched {
  /** Of the frames, in milliseconds. */
  readonly times: number[];
  /** Different ones that were shown. */
  readonly epochs: number;
  readonly batches: number;
}

/** Fifty batches a second for three seconds. @param epoch they belong to */
function watch(page: Page, epoch: number): Promise<Watched> {
  return page.evaluate<Watched>(`new Promise((done) => {
    const [times, epochs] = [[], new Set()];
    let batch = 0;
    const stream = setInterval(() => fakeHost.sendRaw({ type: 'event', run: 'main', event: { type: 'batch', epoch: ${epoch},
      batch: batch++, loss: 0.1, meanLoss: 0.1 + 0.05 * Math.random(), imagesPerSecond: 30000, etaSeconds: 60 } }), 20);
    const note = (time) => {
      times.push(time);
      epochs.add(document.querySelector('[data-testid="epoch-shown"]').textContent);
      if (time - times[0] < 3000) return requestAnimationFrame(note);
      clearInterval(stream);
      done({ times, batches: batch, epochs: epochs.size });
    };
    requestAnimationFrame(note);
  })`);
}

/** What a piece of work costs the page's main thread, in milliseconds of processor time: others at work don't count. */
async function withCost<T>(page: Page, work: () => Promise<T>): Promise<{ done: T; cost: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const spent = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? NaN);
  };
  const before = await spent();
  const done = await work();
  const cost = (await spent()) - before;
  await session.detach();
  return { done, cost };
}

describe('frame after frame is drawn while batches stream in and the slider plays', () => {
  it.each([
    // All but the end of the recorded run.
    { run: 'of three epochs', address: 'dashboard?at=152', epoch: 4 },
    { run: 'of 200 epochs and 100,000 batches', address: 'dashboard?run=long', epoch: 201 },
  ])('in a run $run', async ({ run, address, epoch }) => {
    const page = await views.open(address, { width: 1600, height: 1200 });
    await page.getByTestId('digits-grid').check();
    await page.getByTestId('epoch-loop').check();
    await page.getByTestId('epoch-speed').selectOption('4');
    await page.getByTestId('epoch-play').click();
    const { done, cost } = await withCost(page, () => watch(page, epoch));
    const { times, batches, epochs } = done;
    const gaps = times.slice(1).map((time, at) => time - times[at]);
    gaps.sort((a, b) => a - b);
    const rate = (1000 * gaps.length) / (times[times.length - 1] - times[0]);
    const each = cost / gaps.length;
    console.log(
      `A run ${run}: ${rate.toFixed(0)} frames a second, median gap ${gaps[gaps.length >> 1].toFixed(1)} ms, longest ${gaps[gaps.length - 1].toFixed(1)} ms; each takes ${each.toFixed(1)} ms of the main thread's processor time; ${batches} batches and ${epochs} epochs shown.`,
    );
    expect(await page.getByTestId('status').textContent()).toContain(`poch ${epoch}`);
    expect(epochs).toBeGreaterThan(1);
    // A frame of 50 a second has 20 ms, of which this takes half; a machine at other work makes fewer and fuller frames.
    expect(each).toBeLessThan(60);
  });
});
