import { describe, expect, it } from 'vitest';
import type { SettingsChange } from '../../../src/shared/liveSettings';
import { differenceSentence } from '../../../webview/dashboard/differenceWords';
import { statusText } from '../../../webview/dashboard/statusText';
import { changeWords } from '../../../webview/parts/charts/changeWords';
import { batch, epoch, history } from './events';

const status = (phase: 'training' | 'paused', plan?: 'pause' | 'stopAfterEpoch') =>
  ({ phase, message: '', fraction: null, ...(plan && { plan }) }) as const;

describe('the status line of a run that is steered', () => {
  it('says where it is paused', () => {
    const text = (parts: Parameters<typeof history>[0]) =>
      statusText({ status: status('paused'), history: history(parts) });
    expect(text({ batches: [batch(1, 6)] })).toMatchObject({
      text: 'Paused in epoch 1 of 4, after batch 7 of 10',
      share: 0.175,
    });
    expect(text({ batches: [batch(2, 9)], epochs: [epoch(1, 0.9), epoch(2, 0.9)] }).text).toBe(
      'Paused after epoch 2 of 4',
    );
    expect(text({}).text).toBe('Paused after epoch 0 of 4');
  });

  it('says what it will do next', () => {
    const text = (plan: 'pause' | 'stopAfterEpoch') =>
      statusText({ status: status('training', plan), history: history() }).text;
    expect(text('pause')).toBe('Training, epoch 1 of 4; pauses after this batch');
    expect(text('stopAfterEpoch')).toBe('Training, epoch 1 of 4; stops after this epoch');
  });
});

describe('changed settings in words', () => {
  const change = (
    at: number,
    learningRate: number,
    padding: SettingsChange['settings']['padding'] = 'zeros',
  ): SettingsChange => ({ type: 'changed', epoch: 1, batch: at, settings: { learningRate, padding } });

  it('say from when on, what it was and what it is', () => {
    expect(changeWords(history({ changes: [change(0, 0.005), change(5, 0.005, 'border')] }))).toEqual([
      { x: 1, short: 'rate 0.005', sentence: 'From epoch 2, batch 1 on: learning rate 0.01 → 0.005' },
      { x: 1.5, short: 'border', sentence: 'From epoch 2, batch 6 on: padding zeros → border' },
    ]);
  });

  it('leave out what came to nothing, and a padding that nothing samples with', () => {
    const { started } = history();
    const plain = { ...started, network: { ...started.network, transformers: [] } };
    expect(changeWords(history({ changes: [change(0, 0.01)] }))).toEqual([]);
    expect(changeWords({ started: plain, changes: [change(0, 0.01, 'border')] })).toEqual([]);
  });
});

describe('settings that differ from the run’s', () => {
  const difference = (at: number, now = '2') => ({ key: `stn.key${at}`, run: '1', now });

  it('are named with both values, as many as are read', () => {
    expect(differenceSentence([])).toBe('');
    expect(differenceSentence([difference(1)])).toBe(
      'The settings differ from this run’s in one setting: stn.key1 1 → 2.',
    );
    const many = [1, 2, 3, 4, 5, 6, 7].map((at) => difference(at, at === 1 ? '9'.repeat(60) : '2'));
    const sentence = differenceSentence(many);
    expect(sentence).toMatch(/in 7 settings: stn\.key1 1 → 9{39}…, .*stn\.key5 1 → 2, and 2 more\.$/);
  });
});
