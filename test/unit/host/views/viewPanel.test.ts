/** A view's panel: what it sends its page, and what it makes of the page's messages. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { encodeLine } from '../../../../src/shared/messages';
import { snapshotOf } from '../../../../src/shared/runHistory';
import { protocolVersion, type TrainerEventOf } from '../../../../src/shared/trainerProtocol';
import { batch, epoch, samples, started } from '../events';
import { open } from './pretendPanel';
import { executed } from './pretendVscode';

vi.mock('vscode', async () => (await import('./pretendVscode')).vscode);

describe('a view’s panel', () => {
  it('sends nothing before its page is ready, then all there is, then what changes', () => {
    const { runs, types, posted, sayReady } = open();
    runs.begin('');
    runs.apply(started('run'));
    runs.apply(samples(0));
    expect(types()).toEqual([]);
    sayReady();
    runs.apply(batch(1, 0, NaN));
    runs.apply({ type: 'finished', outcome: 'completed', epochs: 1, seconds: 1, report: null });
    expect(types()).toEqual(['snapshot', 'event', 'event', 'status']);
    expect(posted[0]).toMatchObject({ status: { phase: 'training' }, history: { samples: [samples(0)] } });
    expect(posted[1]).toEqual({ type: 'event', run: 'main', event: batch(1, 0, NaN) });
  });

  it('spares the inspector the epochs’ breakdowns, which only the dashboard shows', () => {
    const { runs, types, posted, sayReady } = open();
    const breakdown = (number: number): TrainerEventOf<'breakdown'> => ({
      ...{ type: 'breakdown', epoch: number, confusion: [[1]], poses: [], alignment: null },
    });
    runs.begin('');
    runs.apply(started('run'));
    runs.apply(breakdown(0));
    sayReady();
    runs.apply(breakdown(1));
    expect(types()).toEqual(['snapshot']);
    expect(posted[0]).toMatchObject({ history: { breakdowns: [] } });
    expect(runs.history?.breakdowns).toEqual([breakdown(0), breakdown(1)]);
  });

  it('sends a new snapshot when a new run begins', () => {
    const { runs, posted, sayReady } = open();
    sayReady();
    runs.begin('');
    expect(posted.at(-1)).toMatchObject({ type: 'snapshot', status: { phase: 'preparing' }, history: null });
  });

  it('sends both runs of a pair, and says which one has changed', () => {
    const { pair, posted, sayReady } = open();
    pair.main.begin('');
    pair.main.apply(started('run'));
    pair.twinStore.begin('');
    pair.twinStore.apply(started('twin'));
    sayReady();
    expect(posted.at(-1)).toMatchObject({
      history: { started: { directory: 'run' } },
      twin: { status: { phase: 'training' }, history: { started: { directory: 'twin' } } },
    });
    pair.twinStore.apply(batch(1, 0));
    expect(posted.at(-1)).toEqual({ type: 'event', run: 'twin', event: batch(1, 0) });
    pair.twinStore.clear();
    expect(posted.at(-1)).toMatchObject({ type: 'snapshot', twin: null });
  });

  it('sends a page that lags all epochs but few batches, and all to the next page', async () => {
    let arrive = (): void => undefined;
    const arrival = new Promise<boolean>((resolve) => (arrive = () => resolve(true)));
    const { runs, posted, sayReady } = open({ answer: () => arrival });
    runs.apply(started('run'));
    sayReady();
    const trainEpoch = (number: number): void => {
      for (let at = 0; at < 100; at++) runs.apply(batch(number, at));
      runs.apply(epoch(number));
    };
    const told = (type: string): number =>
      posted.filter((message) => (message as { event?: { type: string } }).event?.type === type).length;
    for (let number = 1; number <= 50; number++) trainEpoch(number);
    expect(told('epoch')).toBe(50);
    expect(told('batch')).toBeLessThan(20);
    arrive();
    await arrival;
    runs.apply(batch(51, 0));
    expect(posted.at(-1)).toMatchObject({ event: batch(51, 0) });
    sayReady();
    expect(posted.at(-1)).toMatchObject({
      type: 'snapshot',
      history: runs.history && snapshotOf(runs.history),
    });
  });

  it('sends nothing while it is hidden, and a snapshot when its new page is ready', () => {
    const { runs, types, sayReady, show } = open();
    sayReady();
    show(false);
    runs.begin('');
    expect(types()).toEqual(['snapshot']);
    show(true);
    sayReady();
    expect(types()).toEqual(['snapshot', 'snapshot']);
  });

  it('logs a message that is malformed or unknown and does nothing', () => {
    const { say, log, types } = open();
    for (const message of [
      { type: 'command', command: 'format' },
      { type: 'inspect', index: -1 },
      { type: 'other' },
      null,
      'text',
    ]) {
      say(message);
    }
    expect(log).toHaveLength(5);
    expect(log[0]).toMatch(/^A malformed "command" message came from the inspector .*: command:/);
    expect(executed).toEqual([]);
    expect(types()).toEqual([]);
  });

  it('refuses a page of another protocol', () => {
    const { say, log, types } = open();
    say({ type: 'ready', protocol: protocolVersion + 1 });
    expect(types()).toEqual([]);
    expect(log[0]).toMatch(new RegExp(`protocol ${protocolVersion + 1} .* ${protocolVersion}`));
  });

  it('runs the commands of its buttons and logs its failures', () => {
    const { say, log } = open();
    say({ type: 'command', command: 'stop' });
    say({ type: 'failure', message: 'a stack' });
    expect(executed).toEqual(['stn.stop']);
    expect(log).toEqual(['inspector: a stack']);
  });

  it('hears nothing of the run once it is closed', () => {
    const { runs, types, sayReady, close } = open();
    sayReady();
    close();
    runs.begin('');
    expect(types()).toEqual(['snapshot']);
  });

  it('answers with the samples of an epoch gone by, or with one sentence', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stn-view-panel-'));
    try {
      mkdirSync(join(folder, 'samples'));
      writeFileSync(join(folder, 'samples', 'epoch-0001.json'), encodeLine(samples(1)));
      const { runs, say, sayReady, posted } = open();
      sayReady();
      say({ type: 'epochFile', run: 'main', kind: 'samples', epoch: 1 });
      runs.begin('');
      runs.apply(started(folder));
      say({ type: 'epochFile', run: 'main', kind: 'samples', epoch: 1 });
      await vi.waitFor(() =>
        expect(posted.at(-1)).toEqual({ type: 'epochFile', run: 'main', file: samples(1) }),
      );
      say({ type: 'epochFile', run: 'main', kind: 'samples', epoch: 2 });
      await vi.waitFor(() =>
        expect(posted.at(-1)).toMatchObject({ type: 'noEpochFile', run: 'main', kind: 'samples', epoch: 2 }),
      );
      expect(posted.filter((message) => (message as { type: string }).type === 'epochFile')).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('keeps the samples of a run that has been replaced meanwhile to itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stn-view-panel-'));
    try {
      const { runs, say, sayReady, types } = open();
      sayReady();
      runs.apply(started(folder));
      say({ type: 'epochFile', run: 'main', kind: 'samples', epoch: 1 });
      runs.begin('');
      runs.apply(started('another'));
      say({ type: 'epochFile', run: 'main', kind: 'samples', epoch: 1 });
      await vi.waitFor(() => expect(types()).toContain('noEpochFile'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(types().filter((type) => type === 'noEpochFile')).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('has a nonce of its own in each page', () => {
    const nonce = /nonce="([^"]{32,})"/;
    const [one, two] = [open(), open()].map(({ html }) => nonce.exec(html())?.[1]);
    expect(one).toBeDefined();
    expect(one).not.toBe(two);
  });
});
