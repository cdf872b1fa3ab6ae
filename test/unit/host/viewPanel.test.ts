import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebviewPanel } from 'vscode';
import { FaultError } from '../../../src/host/fault';
import { InspectorPanel } from '../../../src/host/views/inspectorPanel';
import { Emitter } from '../../../src/host/lifecycle';
import { RunPair } from '../../../src/host/runs/runPair';
import { ShownEpoch } from '../../../src/host/views/shownEpoch';
import type { ViewContext } from '../../../src/host/views/viewPanel';
import { encodeLine, fromPostable } from '../../../src/shared/messages';
import { applyEvent, snapshotOf } from '../../../src/shared/runHistory';
import { protocolVersion, type TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { hostMessageSchema } from '../../../src/shared/viewProtocol';
import { memento } from '../../support/memento';
import { batch, epoch, inspection, samples, started } from './events';
import { parse } from 'valibot';

const executed: string[] = [];

vi.mock('vscode', () => ({
  Uri: { joinPath: (...parts: string[]) => parts.join('/') },
  ViewColumn: { Beside: -2 },
  l10n: { t: (text: string) => text },
  env: { language: 'en' },
  commands: { executeCommand: (id: string) => Promise.resolve(executed.push(id)) },
}));

const surveyed = { kind: 'survey' as const, thetas: [[1]], logProbabilities: [[-1, -0.5]] };

/**
 * An inspector in a pretended panel, which does to messages what VS Code does.
 * @param answer to a message, once it has arrived
 * @param kept of the workspace
 */
function open({
  answer = (): Promise<boolean> => Promise.resolve(true),
  kept = new Map<string, unknown>(),
} = {}) {
  const messages = new Emitter<unknown>();
  const viewState = new Emitter<void>();
  const closed = new Emitter<void>();
  const posted: unknown[] = [];
  const panel = {
    visible: true,
    webview: {
      html: '',
      cspSource: 'https://host',
      asWebviewUri: (uri: string) => uri,
      onDidReceiveMessage: messages.event,
      postMessage: (message: unknown) => {
        const columns: ArrayBufferView[] = [];
        const kept = JSON.stringify(message, (_key, value: unknown) =>
          ArrayBuffer.isView(value) ? { column: columns.push(structuredClone(value)) - 1 } : value,
        );
        const arrived: unknown = JSON.parse(kept, (_key, value: unknown) =>
          typeof value === 'object' && value !== null && 'column' in value
            ? columns[value.column as number]
            : value,
        );
        // What the view does with it.
        posted.push(parse(hostMessageSchema, fromPostable(arrived)));
        return answer();
      },
    },
    onDidChangeViewState: viewState.event,
    onDidDispose: closed.event,
  };
  const pair = new RunPair();
  const runs = pair.main;
  const log: string[] = [];
  const write = (line: string): void => void log.push(line);
  const shownEpoch = new ShownEpoch(pair, memento(kept));
  const context = {
    extensionUri: 'ext',
    ...{ runs: pair, shownEpoch },
    log: { warn: write, error: write },
  } as unknown as ViewContext;
  const view = new InspectorPanel(panel as unknown as WebviewPanel, context, {
    compute: (index, epoch = 1) =>
      index === 13
        ? Promise.reject(new FaultError({ kind: 'nothingToInspect' }))
        : Promise.resolve({ ...inspection(1, index), epoch }),
    look: (image, epoch = 1) =>
      image.length === 4
        ? Promise.resolve({ ...inspection(1, 0), index: null, label: null, input: image, epoch })
        : Promise.reject(new FaultError({ kind: 'nothingToInspect' })),
    query: (query) =>
      query.kind === 'survey'
        ? Promise.resolve(surveyed)
        : Promise.reject(new FaultError({ kind: 'nothingToInspect' })),
    sentence: () => 'There is nothing to inspect.',
  });
  const types = (): string[] => posted.map((message) => (message as { type: string }).type);
  return {
    view,
    ...{ pair, runs, shownEpoch },
    log,
    posted,
    types,
    html: () => panel.webview.html,
    say: (message: unknown) => messages.fire(message),
    sayReady: () => messages.fire({ type: 'ready', protocol: protocolVersion }),
    show: (visible: boolean) => {
      panel.visible = visible;
      viewState.fire();
    },
    close: () => closed.fire(),
  };
}

beforeEach(() => executed.splice(0));

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

  it('shows the epoch that another view shows, and tells it what is chosen here', () => {
    const { runs, shownEpoch, posted, types, say, sayReady, show } = open();
    runs.apply(started('run'));
    shownEpoch.choose(2, {});
    sayReady();
    expect(posted.slice(1)).toEqual([{ type: 'showEpoch', epoch: 2 }]);
    shownEpoch.choose(3, {});
    expect(posted.at(-1)).toEqual({ type: 'showEpoch', epoch: 3 });
    say({ type: 'showEpoch', epoch: 1 });
    expect(shownEpoch.epoch).toBe(1);
    // Its own choice is no news to it, but to its next page.
    expect(types()).toEqual(['snapshot', 'showEpoch', 'showEpoch']);
    show(false);
    show(true);
    sayReady();
    expect(posted.at(-1)).toEqual({ type: 'showEpoch', epoch: 1 });
  });

  it('follows another run live', () => {
    const { runs, shownEpoch, types, say, sayReady } = open();
    runs.apply(started('run'));
    sayReady();
    say({ type: 'showEpoch', epoch: 1 });
    runs.apply(epoch(2));
    expect(shownEpoch.epoch).toBe(1);
    runs.begin('');
    expect(shownEpoch.epoch).toBeNull();
    sayReady();
    expect(types()).not.toContain('showEpoch');
  });

  it('shows the epoch that was chosen again in another window, once its run is there', () => {
    const kept = new Map<string, unknown>();
    const before = open({ kept });
    before.runs.apply(started('run'));
    before.say({ type: 'showEpoch', epoch: 2 });
    const { runs, posted, sayReady } = open({ kept });
    sayReady();
    runs.begin('');
    runs.apply(started('other'));
    expect(posted.filter((message) => (message as { type: string }).type === 'showEpoch')).toEqual([]);
    runs.clear();
    const history = applyEvent(undefined, started('run'));
    if (history) runs.restore(history, { phase: 'finished', message: '', fraction: null });
    expect(posted.at(-1)).toEqual({ type: 'showEpoch', epoch: 2 });
    // Whoever follows the run follows it there, too.
    before.say({ type: 'showEpoch', epoch: null });
    const last = open({ kept });
    last.runs.apply(started('run'));
    expect(last.shownEpoch.epoch).toBeNull();
  });

  it('has a nonce of its own in each page', () => {
    const nonce = /nonce="([^"]{32,})"/;
    const [one, two] = [open(), open()].map(({ html }) => nonce.exec(html())?.[1]);
    expect(one).toBeDefined();
    expect(one).not.toBe(two);
  });
});

describe('the inspector', () => {
  it('chooses the clicked digit as soon as its page is ready', () => {
    const { view, posted, sayReady } = open();
    view.select(4);
    view.select(5);
    expect(posted).toEqual([]);
    sayReady();
    expect(posted.at(-1)).toEqual({ type: 'select', index: 5 });
    view.select(6);
    expect(posted.at(-1)).toEqual({ type: 'select', index: 6 });
  });

  it('answers with the digit, or with one sentence', async () => {
    const { say, sayReady, posted } = open();
    sayReady();
    say({ type: 'inspect', index: 8 });
    await vi.waitFor(() =>
      expect(posted.at(-1)).toEqual({ type: 'event', run: 'main', event: inspection(1, 8) }),
    );
    say({ type: 'inspect', index: 13 });
    await vi.waitFor(() =>
      expect(posted.at(-1)).toEqual({
        type: 'cannotInspect',
        index: 13,
        message: 'There is nothing to inspect.',
      }),
    );
  });

  it('answers with what is made of an image, or with one sentence', async () => {
    const { say, sayReady, posted } = open();
    sayReady();
    say({ type: 'inspect', index: 8, epoch: 3 });
    await vi.waitFor(() => expect(posted.at(-1)).toMatchObject({ event: { index: 8, epoch: 3 } }));
    const image = Uint8Array.of(1, 2, 3, 4);
    say({ type: 'look', question: 2, image, epoch: 5 });
    await vi.waitFor(() => expect(posted.at(-1)).toMatchObject({ question: 2, inspection: { epoch: 5 } }));
    say({ type: 'look', question: 3, image });
    await vi.waitFor(() =>
      expect(posted.at(-1)).toEqual({
        type: 'looked',
        question: 3,
        inspection: { ...inspection(1, 0), index: null, label: null, input: image },
      }),
    );
    say({ type: 'look', question: 4, image: new Uint8Array(5) });
    await vi.waitFor(() =>
      expect(posted.at(-1)).toEqual({
        type: 'cannotLook',
        question: 4,
        message: 'There is nothing to inspect.',
      }),
    );
  });

  it('answers the inspector’s further questions, each by its number', async () => {
    const { say, sayReady, posted } = open();
    sayReady();
    const image = Uint8Array.of(1, 2, 3, 4);
    say({ type: 'query', question: 5, query: { kind: 'survey', images: image } });
    await vi.waitFor(() =>
      expect(posted.at(-1)).toEqual({ type: 'answered', question: 5, answer: surveyed }),
    );
    const matrices = [[1, 0, 0, 0, 1, 0]];
    say({ type: 'query', question: 6, query: { kind: 'resample', image, matrices } });
    await vi.waitFor(() =>
      expect(posted.at(-1)).toEqual({
        ...{ type: 'unanswered', question: 6 },
        message: 'There is nothing to inspect.',
      }),
    );
  });
});
