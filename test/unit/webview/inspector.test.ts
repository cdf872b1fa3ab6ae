import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseIndex, stepIndex } from '../../../webview/inspector/input/digitIndex';
import { mostProbable } from '../../../webview/inspector/mostProbable';
import { probeSentence } from '../../../webview/inspector/pictures/probe';
import { InspectionRequests, type Question } from '../../../webview/inspector/requests';
import { describeVerdict, isWrong } from '../../../webview/inspector/verdict';
import { inspection } from '../host/events';

describe('the index field', () => {
  it.each([
    ['0', 0],
    [' 42 ', 42],
    ['9999', 9999],
  ])('takes "%s"', (text, index) => expect(parseIndex(text, 10000)).toEqual({ ok: true, index }));

  it.each(['', 'x', '-1', '1.5', '10000', '1e3', '99999999999999'])(
    'refuses "%s" with a sentence',
    (text) => {
      expect(parseIndex(text, 10000)).toEqual({ ok: false, problem: 'Type a whole number from 0 to 9999.' });
    },
  );

  it('steps around the ends', () => {
    expect(stepIndex(0, -1, 10000)).toBe(9999);
    expect(stepIndex(9999, 1, 10000)).toBe(0);
    expect(stepIndex(0, -1, undefined)).toBe(0);
  });
});

describe('questions to the trainer', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const about = (index: number): Question => ({ key: `digit ${index}` });

  function asker() {
    const sent: string[] = [];
    const givenUp: string[] = [];
    const requests = new InspectionRequests({
      send: ({ key }) => sent.push(key),
      giveUp: ({ key }) => givenUp.push(key),
      patienceMs: 1000,
    });
    return { sent, givenUp, requests };
  }

  it('go one at a time, and only the last one waiting is asked', () => {
    const { sent, requests } = asker();
    [1, 2, 3, 4].forEach((index) => requests.ask(about(index)));
    expect(sent).toEqual(['digit 1']);
    expect(requests.answered('digit 1')).toEqual(about(1));
    expect(sent).toEqual(['digit 1', 'digit 4']);
    requests.answered('digit 4');
    expect(requests.isWaiting).toBe(false);
  });

  it('are not settled by another’s answer', () => {
    const { requests } = asker();
    requests.ask(about(1));
    expect(requests.answered('digit 7')).toBeUndefined();
    expect(requests.isWaiting).toBe(true);
  });

  it('are given up when nobody answers, and the next can be asked', () => {
    const { sent, givenUp, requests } = asker();
    requests.ask(about(1));
    vi.advanceTimersByTime(1000);
    expect(givenUp).toEqual(['digit 1']);
    requests.ask(about(2));
    expect(sent).toEqual(['digit 1', 'digit 2']);
  });

  it('complain once for those that waited in line', () => {
    const { sent, givenUp, requests } = asker();
    requests.ask(about(1));
    requests.ask(about(2));
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual(['digit 1', 'digit 2']);
    expect(givenUp).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(givenUp).toEqual(['digit 2']);
  });
});

it('finds the most probable class, or none in a diverged run', () => {
  expect(mostProbable([0.1, 0.7, 0.2])).toBe(1);
  expect(mostProbable([NaN, NaN])).toBe(-1);
});

it('says what the network makes of an input, and what it is where that is known', () => {
  const seven = { ...inspection(1, 7), label: 1, probabilities: [0.25, 0.75] };
  expect(describeVerdict(seven)).toBe('✓ True class 1, predicted 1 with 75.0%');
  expect(describeVerdict({ ...seven, label: 0 })).toBe('✗ True class 0, predicted 1 with 75.0%');
  expect(describeVerdict({ ...seven, label: null })).toBe('Predicted 1 with 75.0%');
  expect([seven.label, 0, null].map((label) => isWrong({ ...seven, label }))).toEqual([false, true, false]);
  const diverged = { ...seven, probabilities: [NaN, NaN] };
  expect(describeVerdict({ ...diverged, label: null })).toBe('✗ No prediction: the network has diverged');
});

it('says where a pixel is read, and when that is outside', () => {
  const size = { height: 28, width: 28, channels: 1 };
  expect(probeSentence({ row: 3, column: 4 }, { x: 5.5, y: 6 }, size)).toBe(
    'Output pixel at row 3, column 4 is read from the input at row 5.5, column 5.0.',
  );
  expect(probeSentence({ row: 0, column: 0 }, { x: -2, y: 6 }, size)).toContain('outside the image: padding');
});
