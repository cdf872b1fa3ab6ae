/** The one epoch that the whole dashboard shows, and the controls that choose it. */
import type { RunHistory } from '../../../src/shared/runHistory';
import { EpochPlayer, type PlayerListener } from '../../parts/time/epochPlayer';
import { EpochSlider } from '../../parts/time/epochSlider';
import type { SamplesChoices } from '../samples/samplesChoices';

export class Timeline {
  readonly player: EpochPlayer;
  readonly element: HTMLElement;
  private readonly slider: EpochSlider;
  private directory = '';

  /** @param settings of playing, as they were before the page was away */
  constructor(listener: PlayerListener, settings: SamplesChoices) {
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
