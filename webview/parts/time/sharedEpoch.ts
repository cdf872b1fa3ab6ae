/** One time for all views: what is chosen on this page's slider is shown by the others, and the other way round. */
import type { HostMessage, ViewMessage } from '../../../src/shared/viewProtocol';
import type { EpochPlayer } from './epochPlayer';

type Player = Pick<EpochPlayer, 'epoch' | 'isLive' | 'goTo' | 'goLive' | 'pause'>;

export class SharedEpoch {
  /** What the other views show, as far as this one knows; null: they follow the run. */
  private others: number | null = null;
  private isTaking = false;

  /** @param following false keeps this page's epoch to itself */
  constructor(
    private readonly host: { readonly post: (message: ViewMessage) => void },
    private readonly player: Player,
    private following = true,
  ) {}

  get isFollowing(): boolean {
    return this.following;
  }

  /** Without, each keeps its own epoch; with it again, this page shows what the others do. */
  follow(isFollowing: boolean): void {
    this.following = isFollowing;
    if (isFollowing) this.take();
  }

  /** The player has changed: the others are told which epoch that is, where it is another. */
  tell(): void {
    const epoch = this.player.isLive ? null : this.player.epoch;
    if (this.isTaking || !this.following || epoch === this.others) return;
    this.others = epoch;
    this.host.post({ type: 'showEpoch', epoch });
  }

  /** @returns whether the message was for this alone */
  receive(message: HostMessage): boolean {
    // Another run is followed by all.
    if (message.type === 'snapshot' || (message.type === 'event' && message.event.type === 'started')) {
      this.others = null;
    }
    if (message.type !== 'showEpoch') return false;
    this.others = message.epoch;
    if (this.following) this.take();
    return true;
  }

  private take(): void {
    this.isTaking = true;
    this.player.pause();
    if (this.others === null) this.player.goLive();
    else this.player.goTo(this.others);
    this.isTaking = false;
  }
}
