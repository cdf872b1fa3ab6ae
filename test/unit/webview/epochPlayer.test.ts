import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EpochPlayer, epochMs, retryMs } from '../../../webview/parts/time/epochPlayer';

let ready: (epoch: number) => boolean;
let changes: number;
let player: EpochPlayer;

beforeEach(() => {
  vi.useFakeTimers();
  ready = () => true;
  changes = 0;
  player = new EpochPlayer({ isReady: (epoch) => ready(epoch), changed: () => changes++ });
  player.grow(3);
});
afterEach(() => vi.useRealTimers());

/** The epochs shown, looked at after every step at speed 1. */
function watch(steps: number): number[] {
  return Array.from({ length: steps }, () => {
    vi.advanceTimersByTime(epochMs);
    return player.epoch;
  });
}

describe('an epoch player', () => {
  it('follows the run until an epoch is chosen, and again when asked to', () => {
    expect([player.epoch, player.isLive]).toEqual([3, true]);
    player.grow(4);
    expect(player.epoch).toBe(4);
    player.goTo(1);
    player.grow(5);
    expect([player.epoch, player.isLive]).toEqual([1, false]);
    player.goLive();
    expect([player.epoch, player.isLive]).toEqual([5, true]);
  });

  it('keeps within the epochs there are', () => {
    player.goTo(99);
    expect(player.epoch).toBe(3);
    player.goTo(-2);
    expect(player.epoch).toBe(0);
  });

  it('plays from the beginning where nothing follows, and stops at the end', () => {
    player.play();
    expect([player.epoch, player.isLive, player.isPlaying]).toEqual([0, false, true]);
    expect(watch(5)).toEqual([1, 2, 3, 3, 3]);
    expect(player.isPlaying).toBe(false);
  });

  it('plays on from a chosen epoch, around and around in a loop', () => {
    player.setLooping(true);
    player.goTo(2);
    player.play();
    expect(watch(4)).toEqual([3, 0, 1, 2]);
    player.pause();
    expect(watch(2)).toEqual([2, 2]);
  });

  it('goes four times as fast from the next step on', () => {
    player.play();
    player.setSpeed(4);
    vi.advanceTimersByTime(epochMs);
    expect(player.epoch).toBe(1);
    vi.advanceTimersByTime(epochMs / 4);
    expect(player.epoch).toBe(2);
  });

  it('waits for an epoch that is not here yet', () => {
    let isHere = false;
    ready = (epoch) => epoch !== 1 || isHere;
    player.play();
    expect(watch(3)).toEqual([0, 0, 0]);
    isHere = true;
    vi.advanceTimersByTime(retryMs);
    expect(player.epoch).toBe(1);
  });

  it('says of every change, and of none while it stands', () => {
    player.play();
    vi.advanceTimersByTime(2 * epochMs);
    expect(changes).toBe(3);
    player.pause();
    vi.advanceTimersByTime(2 * epochMs);
    expect(changes).toBe(4);
  });

  it('is live again with another run', () => {
    player.goTo(2);
    player.play();
    player.grow(0);
    expect([player.epoch, player.isLive, player.isPlaying]).toEqual([0, true, false]);
    player.play();
    expect(player.isPlaying).toBe(false);
  });
});
