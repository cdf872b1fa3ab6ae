import { sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveDirectory } from '../../../src/host/directories';
import { pageHtml } from '../../../src/host/views/html';
import { currentEpoch, fractionDone, secondsLeft } from '../../../src/host/progress';
import { noBatches } from '../../../src/shared/batchRecord';
import { clockTime } from '../../../src/shared/clockTime';
import { batchesOf } from '../../support/events';
import { batch, epoch, started } from './events';

describe('progress', () => {
  const begun = {
    started: started('run'),
    batches: noBatches(),
    epochs: [],
    samples: [],
    breakdowns: [],
    collapses: [],
    changes: [],
  };

  it('counts batches of all epochs', () => {
    expect(fractionDone(begun)).toBe(0);
    expect(fractionDone({ ...begun, batches: batchesOf([batch(2, 5)]) })).toBeCloseTo(15 / 200);
    expect(fractionDone({ ...begun, batches: batchesOf([batch(1, 9)]), epochs: [epoch(1)] })).toBeCloseTo(
      10 / 200,
    );
    expect(fractionDone({ ...begun, epochs: [epoch(20)] })).toBe(1);
  });

  it('names the epoch at work', () => {
    expect(currentEpoch(begun)).toBe(1);
    expect(currentEpoch({ ...begun, epochs: [epoch(1)] })).toBe(2);
    expect(currentEpoch({ ...begun, epochs: [epoch(20)] })).toBe(20);
  });

  it('takes the time left from the newest event', () => {
    expect(secondsLeft(begun)).toBeUndefined();
    expect(
      secondsLeft({ ...begun, batches: batchesOf([{ ...batch(1, 0), etaSeconds: null }]) }),
    ).toBeUndefined();
    expect(secondsLeft({ ...begun, batches: batchesOf([batch(1, 9)]), epochs: [epoch(1)] })).toBe(30);
    expect(secondsLeft({ ...begun, batches: batchesOf([batch(2, 0)]), epochs: [epoch(1)] })).toBe(90);
  });

  it('is written as on a clock', () => {
    expect([0, 7.4, 754, 3723].map(clockTime)).toEqual(['0:00', '0:07', '12:34', '1:02:03']);
  });
});

describe('a directory of the settings', () => {
  it.each([
    ['', ''],
    ['  ', ''],
    ['/data/./mnist', '/data/mnist'],
    ['data', '/work/data'],
    ['~', '/home/me'],
    ['~/data', '/home/me/data'],
  ])('%j is %j', (written, resolved) => {
    expect(resolveDirectory(written, '/work', '/home/me').split(sep).join('/')).toBe(resolved);
  });

  it('begins at home without a workspace folder', () => {
    expect(resolveDirectory('data', undefined, '/home/me').split(sep).join('/')).toBe('/home/me/data');
  });
});

describe('a view’s page', () => {
  const html = pageHtml({
    view: 'dashboard',
    title: 'A <title> & "more"',
    language: 'en',
    script: 'https://host/dashboard.js',
    style: 'https://host/dashboard.css',
    source: 'https://host',
    nonce: 'n0nce',
  });

  it('allows nothing but its own script, style, images and fonts', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'nonce-n0nce'",
      "style-src https://host 'nonce-n0nce'",
      'img-src https://host data:',
      'font-src https://host',
    ]);
    expect(html).not.toMatch(/<style|style="|onclick|unsafe/);
  });

  it('tells the bundle which view it is, and escapes texts', () => {
    expect(html).toContain('<body data-view="dashboard">');
    expect(html).toContain('<main id="app"></main>');
    expect(html).toContain('A &lt;title&gt; &amp; &quot;more&quot;');
  });
});
