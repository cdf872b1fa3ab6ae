/** Settings and messages as nobody should write them: a clear refusal or a correct reading. */
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { cut } from '../../../src/shared/batchRecord';
import { configSchema, defaultConfig, hostSettingsSchema } from '../../../src/shared/config';
import { fromPostable, MalformedMessageError, parseMessage, toPostable } from '../../../src/shared/messages';
import { parseConfig, parseHostSettings, settingKeys, valueOf } from '../../../src/shared/parseConfig';
import { applyEvent } from '../../../src/shared/runHistory';
import { trainerCommandSchema, trainerEventSchema } from '../../../src/shared/trainerProtocol';
import { hostMessageSchema, viewMessageSchema } from '../../../src/shared/viewProtocol';
import { batchesOf } from '../../support/events';
import { mutatedMessage } from '../../support/mutations';
import { batch, benchmark, epoch, inspection, samples, started, thetas } from '../host/events';

/** Refused in one line, or as it should be. */
function expectChecked(schema: v.GenericSchema, message: unknown): unknown {
  try {
    const read = parseMessage(schema, message, 'a test');
    expect(v.is(schema, read)).toBe(true);
    return read;
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedMessageError);
    expect((error as Error).message).toMatch(/^[^\n]{10,700}$/);
    return undefined;
  }
}

describe('mutated settings', () => {
  const config = defaultConfig();
  const flat = Object.fromEntries(
    settingKeys(configSchema).map((key) => [`stn.${key}`, valueOf(config, key)]),
  );

  it('are refused with a sentence for each, or are a whole configuration', () => {
    fc.assert(
      fc.property(fc.oneof(mutatedMessage(config), mutatedMessage(flat)), (settings) => {
        const parsed = parseConfig(settings);
        if (parsed.ok) expect(v.is(configSchema, parsed.value)).toBe(true);
        else for (const problem of parsed.problems) expect(problem).toMatch(/^[^\n]{5,2000}$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('of the editor are so, too', () => {
    const settings = { nodePath: '', tensorflowDirectory: '', runsDirectory: '', resumeAfterReload: 'ask' };
    fc.assert(
      fc.property(mutatedMessage(settings), (changed) => {
        const parsed = parseHostSettings(changed);
        if (parsed.ok) expect(v.is(hostSettingsSchema, parsed.value)).toBe(true);
        else for (const problem of parsed.problems) expect(problem).toMatch(/^[^\n]{5,2000}$/);
      }),
      { numRuns: 200 },
    );
  });
});

describe('mutated messages', () => {
  const places = { cacheDirectory: '/cache', tensorflowDirectory: '' };
  const events = [
    started('run'),
    batch(1, 0),
    epoch(1),
    samples(1),
    thetas(1),
    inspection(1, 3),
    benchmark(1),
  ];
  const any = (messages: readonly object[]): fc.Arbitrary<unknown> =>
    fc.oneof(...messages.map((message) => mutatedMessage(message)));

  it('to the trainer are refused or obeyed', () => {
    const commands = [
      { type: 'start', config: defaultConfig(), runDirectory: '/runs/a', places },
      { type: 'resume', runDirectory: '/runs/a', places },
      { type: 'inspect', request: 1, index: 2 },
    ];
    fc.assert(
      fc.property(any(commands), (message) => void expectChecked(trainerCommandSchema, message)),
      { numRuns: 1000 },
    );
  });

  it('of the trainer are refused, or go into a run’s history', () => {
    fc.assert(
      fc.property(any(events), (message) => {
        const read = expectChecked(trainerEventSchema, message);
        if (read === undefined) return;
        const event = v.parse(trainerEventSchema, read);
        expect(applyEvent(applyEvent(undefined, started('run')), event)).toBeDefined();
      }),
      { numRuns: 1500 },
    );
  });

  it('of a view are refused or obeyed', () => {
    const messages = [
      { type: 'ready', protocol: 5 },
      { type: 'command', command: 'train' },
      { type: 'epochFile', run: 'main', kind: 'samples', epoch: 3 },
      { type: 'chooseRuns' },
      { type: 'inspect', index: 7 },
    ];
    fc.assert(
      fc.property(any(messages), (message) => void expectChecked(viewMessageSchema, message)),
      { numRuns: 1000 },
    );
  });

  it('to a view are refused or shown, after their way through the webview’s channel', () => {
    const status = { phase: 'training', message: '', fraction: null };
    const history = {
      ...{ started: started('run'), batches: cut(batchesOf([batch(1, 0)])), epochs: [epoch(1)] },
      ...{ samples: [samples(1)], breakdowns: [], collapses: [], thetas: thetas(1) },
    };
    const messages = [
      { type: 'snapshot', protocol: 5, status, history, twin: null },
      { type: 'event', run: 'main', event: epoch(2) },
      { type: 'epochFile', run: 'main', file: samples(1) },
      { type: 'comparison', protocol: 5, names: ['one', 'two'] },
      { type: 'compared', run: { name: 'one', label: 'One', state: 'training', problem: '', history } },
      { type: 'comparedEvent', name: 'one', event: epoch(2) },
    ];
    fc.assert(
      fc.property(
        any(messages),
        (message) => void expectChecked(hostMessageSchema, fromPostable(toPostable(message))),
      ),
      { numRuns: 1000 },
    );
  });
});

describe('messages that are too large', () => {
  const view = (message: unknown): unknown => parseMessage(viewMessageSchema, message, 'the dashboard', 2048);

  it('are left out before anybody looks at them, also where they contain themselves', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    const failure = (size: number): object => ({ type: 'failure', message: 'x'.repeat(size) });
    expect(view(failure(1900))).toEqual(failure(1900));
    for (const large of [
      failure(2048),
      circle,
      new Uint8Array(2049),
      new Array(1e6),
      { a: { b: 'x'.repeat(1e6) } },
    ]) {
      expect(() => view(large)).toThrow(
        /^A message larger than 2 KiB came from the dashboard and was left out\.$/,
      );
    }
  });
});
