import { describe, expect, it } from 'vitest';
import { failureSentences } from '../../../webview/dashboard/failures';
import { statusText } from '../../../webview/dashboard/statusText';
import { countRightWithout, describeDigit } from '../../../webview/parts/digits/digitWords';
import { gapSentence, transformerName } from '../../../webview/parts/run/pair';
import { epoch, finished, history, samples, started } from './events';

const status = (phase: 'preparing' | 'training' | 'stopping' | 'finished' | 'failed', message = '') => ({
  ...{ phase, message },
  fraction: null,
});

describe('the gap', () => {
  const gap = (main: number[], twin: number[]) => {
    const runOf = (accuracies: number[]) =>
      history({ epochs: accuracies.map((accuracy, at) => epoch(at + 1, accuracy)) });
    return gapSentence({ main: runOf(main), twin: runOf(twin) });
  };

  it('waits for an epoch of both', () => {
    expect(gap([0.9], [])).toBe('Epoch 1 of both will tell what the transformer gains.');
  });

  it('compares the last epoch that both have done', () => {
    expect(gap([0.9, 0.981, 0.99], [0.8, 0.964])).toBe(
      'After epoch 2, with the transformer: 98.10%, without: 96.40%: 1.70 points better.',
    );
  });

  it('is worse or none as it may be', () => {
    expect(gap([0.9], [0.9012])).toMatch(/: 0\.12 points worse\.$/);
    expect(gap([0.9], [0.9])).toMatch(/: no difference\.$/);
  });
});

describe('a transformer’s name', () => {
  it('is its kind and how many there are', () => {
    const first = started();
    const named = (...kinds: ('affine' | 'tps')[]) =>
      transformerName({
        ...first,
        network: {
          ...first.network,
          transformers: kinds.map((kind) => ({ kind, controlPoints: 4, bounded: false })),
        },
      });
    expect([named('affine'), named('tps', 'tps'), named()]).toEqual([
      ...['affine', '2 × thin-plate spline', 'no transformer'],
    ]);
  });
});

describe('the status line of a pair', () => {
  it('tells of both while both train', () => {
    const main = { status: status('training'), history: history({ epochs: [epoch(1, 0.9), epoch(2, 0.9)] }) };
    const twin = { status: status('training'), history: history({ epochs: [epoch(1, 0.9)] }) };
    expect(statusText({ ...main, twin })).toMatchObject({
      text: 'Training with the transformer, epoch 2 of 4; without it, epoch 1 of 4',
      share: 0.375,
    });
    expect(statusText({ ...main, twin: { status: status('preparing'), history: undefined } }).text).toBe(
      'Training with the transformer, epoch 2 of 4; without it, about to begin',
    );
  });

  it('tells of the one that still trains, and sums up after both', () => {
    const ended = {
      status: status('finished'),
      history: history({ epochs: [epoch(4, 0.9)], end: finished }),
    };
    const going = { status: status('training'), history: history({ epochs: [epoch(2, 0.9)] }) };
    expect(statusText({ ...ended, twin: going }).text).toBe('Training without the transformer, epoch 2 of 4');
    expect(statusText({ ...going, twin: ended })).toMatchObject({
      text: 'Training with the transformer, epoch 2 of 4',
      share: 0.75,
    });
    expect(statusText({ ...ended, twin: ended }).text).toBe('Finished: 4 epochs in 1 min');
  });
});

describe('a failure in a pair', () => {
  const training = { status: status('training'), history: history() };
  const failed = { status: status('failed', 'The trainer ended.'), history: history() };

  it('names the run, and says that the other goes on', () => {
    expect(failureSentences({ ...training, twin: failed })).toEqual({
      main: '',
      twin: 'Without the transformer: The trainer ended. The other run goes on.',
    });
    expect(failureSentences({ ...failed, twin: { ...training, status: status('finished') } })).toEqual({
      main: 'With the transformer: The trainer ended.',
      twin: '',
    });
  });

  it('is that of the run where there is but one', () => {
    expect(failureSentences(failed).main).toBe('The trainer ended.');
    expect(failureSentences(training).main).toBe('');
  });
});

describe('a digit seen by both', () => {
  const names = Array.from('0123456789');

  it('is described with both predictions', () => {
    const [digit] = samples(1).digits;
    expect(describeDigit(digit, names, { ...digit, predicted: 7 })).toBe(
      'Test digit 3: 7, predicted 1 with 40.0%, wrong; without a transformer predicted 7, right',
    );
  });

  it('is counted, with the epoch where that is another', () => {
    expect(countRightWithout(samples(2), { epoch: 2 })).toBe('without a transformer 0 of 1 right');
    expect(countRightWithout(samples(2), { epoch: 3 })).toBe(
      'without a transformer 0 of 1 right after epoch 2',
    );
  });
});
