import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut } from '../../../src/shared/batchRecord';
import {
  addChange,
  maximumChanges,
  withChanges,
  type SettingsChange,
} from '../../../src/shared/liveSettings';
import {
  decodeLine,
  encodeLine,
  fromPostable,
  MalformedMessageError,
  parseMessage,
  toPostable,
} from '../../../src/shared/messages';
import { applyEvent } from '../../../src/shared/runHistory';
import {
  trainerEventSchema,
  type TrainerEvent,
  type TrainerEventOf,
} from '../../../src/shared/trainerProtocol';
import { startedEvent } from '../../support/events';

describe('messages as lines', () => {
  it('keep bytes and numbers that JSON has no form for', () => {
    const message = {
      type: 'x',
      loss: NaN,
      worse: -Infinity,
      pixels: Uint8Array.of(0, 128, 255),
      text: 'é\n',
    };
    const line = encodeLine(message);
    expect(line).not.toContain('\n');
    expect(decodeLine(line)).toEqual(message);
  });

  it('keep columns of numbers, and leave out what is cut short of them', () => {
    const columns = {
      few: Float32Array.of(0.5, NaN, -Infinity),
      more: Float64Array.of(2 ** 40, 0.1).slice(1),
    };
    expect(decodeLine(encodeLine(columns))).toEqual(columns);
    expect(decodeLine('{"float64":"AAAAAAAAAAAA"}')).toEqual(Float64Array.of(0));
  });

  it('keep bytes of every length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40_000, size: 'max' }), (bytes) => {
        expect(decodeLine(encodeLine({ bytes }))).toEqual({ bytes });
      }),
      { numRuns: 20 },
    );
  });
});

describe('messages to a webview', () => {
  it('keep, through JSON, numbers that it has no form for, and bytes untouched', () => {
    const message = { type: 'x', losses: [1, NaN, Infinity], inner: { end: undefined, none: null } };
    const posted: unknown = JSON.parse(JSON.stringify(toPostable(message)));
    expect(fromPostable(posted)).toEqual(message);
    const pixels = Uint8Array.of(1, 2, 3);
    expect(fromPostable(toPostable({ pixels }))).toEqual({ pixels });
    expect((toPostable({ pixels }) as { pixels: unknown }).pixels).toBe(pixels);
  });
});

describe('messages at a boundary', () => {
  it.each([
    [
      { type: 'weights', epoch: -1, batch: 0, directory: '' },
      /malformed "weights" message .* the trainer .*: epoch: /,
    ],
    [{ type: 'weights', epoch: 1, batch: 0, directory: '', extra: 1 }, /extra/],
    [{ type: 'unheard-of' }, /malformed "unheard-of" message/],
    ['text', /message without a type/],
    [null, /message without a type/],
  ])('are refused when they are %j', (message, sentence) => {
    expect(() => parseMessage(trainerEventSchema, message, 'the trainer')).toThrow(MalformedMessageError);
    expect(() => parseMessage(trainerEventSchema, message, 'the trainer')).toThrow(sentence);
  });

  it('pass as they are when they are well formed', () => {
    expect(parseMessage(trainerEventSchema, startedEvent(), 'a test')).toEqual(startedEvent());
  });
});

describe('a run’s history', () => {
  const batch = (index: number): TrainerEventOf<'batch'> => ({
    type: 'batch',
    epoch: 1,
    batch: index,
    loss: 1,
    meanLoss: 1,
    imagesPerSecond: 1,
    etaSeconds: null,
  });

  it('begins anew with a run and leaves out what comes before one', () => {
    expect(applyEvent(undefined, batch(0))).toBeUndefined();
    const first = applyEvent(undefined, startedEvent());
    applyEvent(first, batch(0));
    expect(first?.batches).toHaveLength(1);
    expect(applyEvent(first, startedEvent())?.batches).toHaveLength(0);
  });

  const epochOf = (epoch: number): TrainerEventOf<'epoch'> => ({
    ...{ type: 'epoch', epoch, trainLoss: 1, seconds: 1, imagesPerSecond: 1 },
    ...{ learningRate: 0.01, etaSeconds: 1 },
    test: { loss: 1, accuracy: 0.5, correct: 5, total: 10 },
  });
  const changeOf = (epoch: number, learningRate = 0.1): SettingsChange => ({
    ...{ type: 'changed', epoch, batch: 3, settings: { learningRate, padding: 'border' } },
  });
  const collapseOf = (epoch: number): TrainerEventOf<'collapse'> => ({
    ...{ type: 'collapse', epoch, finding: 'flipping', message: 'It flips.', advice: 'Try less.' },
  });

  it('goes on after a checkpoint with what was told before it alone', () => {
    const history = applyEvent(undefined, startedEvent());
    const tell = (event: TrainerEvent): void => void applyEvent(history, event);
    for (const epoch of [1, 2, 3]) {
      for (const index of [0, 10, 20]) tell({ ...batch(index), epoch });
      tell(epochOf(epoch));
      tell(collapseOf(epoch));
    }
    const changes = [1, 2].map((epoch) => changeOf(epoch));
    changes.forEach(tell);
    tell({ type: 'finished', outcome: 'stopped', epochs: 3, seconds: 1, report: null });
    expect(history?.changes).toEqual(changes);
    tell({
      type: 'resumed',
      time: '2026-11-22T12:00:00.000Z',
      epoch: 1,
      batch: 10,
      changes: changes.slice(0, 1),
    });
    expect(history && Array.from(cut(history.batches).ends)).toEqual([1, 11, 21, 939]);
    expect(history?.batches.newest).toMatchObject({ epoch: 2, batch: 0, meanLoss: 1, etaSeconds: null });
    expect(history?.epochs.map(({ epoch }) => epoch)).toEqual([1]);
    expect(history?.collapses.map(({ epoch }) => epoch)).toEqual([1]);
    expect(history?.changes).toEqual(changes.slice(0, 1));
    expect(history?.end).toBeUndefined();
  });

  it('counts the last of several changes without a batch between them', () => {
    const history = applyEvent(undefined, startedEvent());
    for (const change of [changeOf(0), changeOf(1, 0.5), changeOf(1, 0.25)]) applyEvent(history, change);
    expect(history?.changes).toEqual([changeOf(0), changeOf(1, 0.25)]);
    expect(withChanges(startedEvent().config, history?.changes ?? [])).toEqual({
      ...startedEvent().config,
      learningRate: 0.25,
      sampler: { ...startedEvent().config.sampler, padding: 'border' },
    });
  });

  it('keeps no more changes than a checkpoint has room for, and the newest of them', () => {
    let changes: SettingsChange[] = [];
    for (let epoch = 0; epoch < 3 * maximumChanges; epoch++) changes = addChange(changes, changeOf(epoch));
    expect(changes.length).toBeLessThanOrEqual(maximumChanges);
    expect(changes.length).toBeGreaterThan(maximumChanges / 3);
    expect(changes.at(-1)).toEqual(changeOf(3 * maximumChanges - 1));
  });
});
