/** The epoch that all views show. */
import { describe, expect, it, vi } from 'vitest';
import { applyEvent } from '../../../../src/shared/runHistory';
import { epoch, started } from '../events';
import { open } from './pretendPanel';

vi.mock('vscode', async () => (await import('./pretendVscode')).vscode);

describe('the epoch that the views show', () => {
  it('is the one that another view shows, and tells it what is chosen here', () => {
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

  it('is the newest of another run', () => {
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

  it('is the chosen one again in another window, once its run is there', () => {
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
});
