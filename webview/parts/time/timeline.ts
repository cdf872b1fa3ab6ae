/** The one epoch that a whole view shows, and the controls that choose it. */
import type { RunHistory } from '../../../src/shared/runHistory';
import { EpochPlayer, type PlayerListener, type PlayerSettings } from './epochPlayer';
import { EpochSlider } from './epochSlider';

export class Timeline {
  readonly player: EpochPlayer;
  readonly element: HTMLElement;
  private readonly slider: EpochSlider;
  private directory = '';

  /** @param settings of playing, as they were before the page was away */
  constructor(listener: PlayerListener, settings: PlayerSettings) {
    this.player = new EpochPlayer(listener, settings);
    this.slider = new EpochSlider(this.player);
    this.element = this.slider.element;
  }

  /** @param history undefined before the first run */
  show(history: RunHistory | undefined): void {
    const directory = history?.started.directory ?? '';
    if (directory !== this.directory) this.player.reset();
    this.directory = directory;
    this.player.grow(history?.samples.at(-1)?.epoch ?? 0);
    this.slider.show();
  }
}
