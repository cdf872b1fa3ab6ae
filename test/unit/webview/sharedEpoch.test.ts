import { describe, expect, it, vi } from 'vitest';
import type { ViewMessage } from '../../../src/shared/viewProtocol';
import { EpochPlayer } from '../../../webview/parts/time/epochPlayer';
import { SharedEpoch } from '../../../webview/parts/time/sharedEpoch';
import { stripEpochs } from '../../../webview/inspector/further/stripEpochs';
import { started } from '../host/events';

/** A page's player and what it has told of it. */
function page(isFollowing = true) {
  const posted: ViewMessage[] = [];
  const player = new EpochPlayer({ isReady: () => true, changed: () => shared.tell() });
  const shared: SharedEpoch = new SharedEpoch(
    { post: (message) => posted.push(message) },
    player,
    isFollowing,
  );
  player.grow(5);
  const told = (): (number | null)[] =>
    posted.map((message) => (message.type === 'showEpoch' ? message.epoch : -1));
  return { player, shared, told };
}

describe('the epoch that views share', () => {
  it('is told whenever another is chosen, and that the run is followed', () => {
    const { player, told } = page();
    player.goTo(3);
    player.setLooping(true);
    player.goTo(3);
    player.goTo(4);
    player.goLive();
    expect(told()).toEqual([3, 4, null]);
  });

  it('is taken from another view without an echo, and stops what plays here', () => {
    vi.useFakeTimers();
    const { player, shared, told } = page();
    player.goTo(0);
    player.play();
    expect(shared.receive({ type: 'showEpoch', epoch: 2 })).toBe(true);
    expect([player.epoch, player.isLive, player.isPlaying]).toEqual([2, false, false]);
    shared.receive({ type: 'showEpoch', epoch: null });
    expect(player.isLive).toBe(true);
    expect(told()).toEqual([0]);
    vi.useRealTimers();
  });

  it('is kept to itself where it is not to be shared, and taken over when it is again', () => {
    const { player, shared, told } = page(false);
    player.goTo(3);
    shared.receive({ type: 'showEpoch', epoch: 1 });
    expect(player.epoch).toBe(3);
    shared.follow(true);
    expect(player.epoch).toBe(1);
    expect(told()).toEqual([]);
    player.goTo(2);
    expect(told()).toEqual([2]);
  });

  it('is told again in another run, though it be the same', () => {
    const { player, shared, told } = page();
    player.goTo(3);
    player.reset();
    shared.receive({ type: 'event', run: 'main', event: started('other') });
    player.grow(5);
    player.goTo(3);
    expect(told()).toEqual([3, 3]);
  });
});

describe('the epochs of the strip', () => {
  it('are all of a short run', () => expect(stripEpochs(3)).toEqual([0, 1, 2, 3]));

  it('are spread over a long one, with its first and its last', () => {
    const epochs = stripEpochs(200);
    expect([epochs.length, epochs[0], epochs.at(-1)]).toEqual([24, 0, 200]);
    const steps = epochs.slice(1).map((epoch, at) => epoch - epochs[at]);
    expect([Math.min(...steps), Math.max(...steps)]).toEqual([8, 9]);
  });
});
