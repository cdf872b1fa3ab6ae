import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatLearningRate,
  formatLoss,
  formatRateTick,
  formatPercent,
  formatProbability,
  formatSigned,
  formatSpeed,
  formatTime,
} from '../../../webview/parts/page/format';

describe('numbers as text', () => {
  it.each([
    [0.0986, '0.0986'],
    [2.30258, '2.3026'],
    [12.345, '12.35'],
    [123.45, '123.5'],
    [1.2e6, '1.2e+6'],
    [NaN, 'not a number'],
    [Infinity, 'infinite'],
    [-Infinity, '−infinite'],
  ])('loss %d is "%s"', (value, text) => expect(formatLoss(value)).toBe(text));

  it.each([
    [0.01, '0.01', '0.01'],
    [0.0001, '0.0001', '0.0001'],
    [0.000005, '0.000005', '5e-6'],
    [0.00012345, '0.000123', '0.00012345'],
    [0, '0', '0'],
  ])('learning rate %d is "%s", beside an axis "%s"', (rate, text, tick) => {
    expect(formatLearningRate(rate)).toBe(text);
    expect(formatRateTick(rate)).toBe(tick);
  });

  it('groups thousands', () => expect(formatCount(60000)).toBe('60,000'));

  it('shows accuracy in percent with two decimals', () => expect(formatPercent(0.9886)).toBe('98.86%'));

  it.each([
    [0.5, '50.0%'],
    [1, '100.0%'],
    [0, '0.0%'],
    [0.99996, '>99.9%'],
    [0.00001, '<0.1%'],
    [NaN, 'not a number'],
  ])('probability %d is "%s": never certain unless it is', (value, text) =>
    expect(formatProbability(value)).toBe(text),
  );

  it('rounds a probability under a picture to whole percents', () => {
    expect(formatProbability(0.614, 0)).toBe('61%');
    expect(formatProbability(0.9999, 0)).toBe('>99%');
  });

  it.each([
    [0, '0 s'],
    [45.4, '45 s'],
    [59.6, '1 min'],
    [190, '3 min 10 s'],
    [3599.7, '1 h'],
    [4320, '1 h 12 min'],
    [86399, '1 d'],
    [183600, '2 d 3 h'],
    [-3, '0 s'],
    [NaN, 'unknown'],
  ])('%d seconds are "%s"', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it.each([
    [1.0418, '+1.042'],
    [-0.31, '−0.310'],
    [0, ' 0.000'],
    [-0.0001, ' 0.000'],
    [NaN, 'not a number'],
  ])('signed %d is "%s"', (value, text) => expect(formatSigned(value)).toBe(text));

  it('keeps a slow engine’s decimals', () => {
    expect(formatSpeed(4119.6)).toBe('4,120');
    expect(formatSpeed(7.25)).toBe('7.3');
  });

  it('leaves a time that is none as it is', () => expect(formatTime('yesterday')).toBe('yesterday'));
});
