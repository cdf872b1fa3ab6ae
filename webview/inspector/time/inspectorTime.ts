/** The epoch that the inspector shows: chosen here, or in the dashboard where that is followed. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { HostMessage, ViewMessage } from '../../../src/shared/viewProtocol';
import { element } from '../../parts/page/dom';
import { checkbox } from '../../parts/page/select';
import { SharedEpoch } from '../../parts/time/sharedEpoch';
import { Timeline } from '../../parts/time/timeline';
import type { TimeChoices } from './timeChoices';

export interface TimeListener {
  /** Whether the epoch asked for last was computed: playing waits for that. */
  readonly isReady: () => boolean;
  /** Another epoch is to be shown. */
  readonly moved: () => void;
  /** Something was chosen that is to be remembered. */
  readonly chosen: () => void;
}

export class InspectorTime {
  readonly element: HTMLElement;
  private readonly timeline: Timeline;
  private readonly shared: SharedEpoch;
  private readonly follow = checkbox('Follow the dashboard', 'follow-dashboard', (isOn) => {
    this.shared.follow(isOn);
    this.listener.chosen();
  });
  private history: RunHistory | undefined;
  private shown: number | undefined;

  constructor(
    host: { readonly post: (message: ViewMessage) => void },
    choices: TimeChoices,
    private readonly listener: TimeListener,
  ) {
    this.timeline = new Timeline(
      { isReady: () => listener.isReady(), changed: () => this.changed() },
      choices,
    );
    this.shared = new SharedEpoch(host, this.timeline.player, choices.isFollowing);
    this.follow.setChecked(choices.isFollowing);
    this.element = element('div', { class: 'time' }, this.timeline.element, this.follow.element);
  }

  /** Whole epochs trained; undefined where the weights are shown as they are now. */
  get epoch(): number | undefined {
    const { player } = this.timeline;
    return player.isLive ? undefined : player.epoch;
  }

  /** The last epoch of which there are weights. */
  get newest(): number {
    return this.timeline.player.newest;
  }

  get choices(): TimeChoices {
    const { isLooping, speed } = this.timeline.player;
    return { isLooping, speed, isFollowing: this.shared.isFollowing };
  }

  goTo(epoch: number): void {
    this.timeline.player.pause();
    this.timeline.player.goTo(epoch);
  }

  /** @param history undefined before the first run */
  show(history: RunHistory | undefined): void {
    this.history = history;
    this.timeline.show(history);
    this.element.hidden = this.newest === 0;
    // Another run is followed live.
    this.shown = this.epoch;
  }

  /** @returns whether the message was for this alone */
  receive(message: HostMessage): boolean {
    return this.shared.receive(message);
  }

  private changed(): void {
    this.timeline.show(this.history);
    this.shared.tell();
    this.listener.chosen();
    if (this.epoch === this.shown) return;
    this.shown = this.epoch;
    this.listener.moved();
  }
}
