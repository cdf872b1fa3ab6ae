/** The controls of an epoch player: one slider over all epochs, play, live, loop and speed. */
import { button } from '../page/controls';
import { element, setAttribute, setText } from '../page/dom';
import { speeds, type EpochPlayer } from './epochPlayer';
import { checkbox, select } from '../page/select';

export class EpochSlider {
  readonly element: HTMLElement;
  private readonly slider = element('input', {
    type: 'range',
    min: 0,
    step: 1,
    'aria-label': 'Epoch',
    'data-testid': 'epoch-slider',
  });
  private readonly where = element('span', { class: 'numbers where', 'data-testid': 'epoch-shown' });
  private readonly play = button({
    label: 'Play',
    testId: 'epoch-play',
    title: 'Plays the epochs one after the other; Space on the slider does the same',
    press: () => this.toggle(),
  });
  private readonly live = button({
    label: 'Live',
    testId: 'epoch-live',
    title: 'Follows the run: always shows the newest epoch',
    press: () => this.player.goLive(),
  });
  private readonly loop = checkbox('Loop', 'epoch-loop', (isOn) => this.player.setLooping(isOn));
  private readonly speed = select({
    label: 'Speed',
    testId: 'epoch-speed',
    options: speeds.map((speed) => ({ value: String(speed), name: `${speed}×` })),
    change: (value) => this.player.setSpeed(speeds.find((speed) => String(speed) === value) ?? 1),
  });

  constructor(private readonly player: EpochPlayer) {
    this.element = element(
      'div',
      { class: 'timeline', role: 'group', 'aria-label': 'Epochs' },
      this.play.element,
      this.slider,
      this.where,
      this.live.element,
      this.loop.element,
      this.speed.element,
    );
    this.slider.addEventListener('input', () => {
      player.pause();
      player.goTo(this.slider.valueAsNumber);
    });
    this.slider.addEventListener('keydown', (event) => {
      if (event.key !== ' ' || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.toggle();
    });
  }

  /** As the player now stands. */
  show(): void {
    const { epoch, newest, isLive, isLooping, isPlaying, speed } = this.player;
    this.element.hidden = newest === 0;
    setAttribute(this.slider, 'max', newest);
    if (this.slider.valueAsNumber !== epoch) this.slider.value = String(epoch);
    const words = `epoch ${epoch} of ${newest}`;
    setAttribute(this.slider, 'aria-valuetext', words);
    setText(this.where, words);
    this.play.setLabel(isPlaying ? 'Pause' : 'Play');
    this.live.setLabel(isLive ? '● Live' : '○ Live');
    setAttribute(this.live.element, 'aria-pressed', String(isLive));
    this.loop.setChecked(isLooping);
    this.speed.setValue(String(speed));
  }

  private toggle(): void {
    if (this.player.isPlaying) this.player.pause();
    else this.player.play();
  }
}
