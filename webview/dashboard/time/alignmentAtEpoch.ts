/** The classes' alignment at the slider's epoch: its pictures are asked for. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { HostMessage } from '../../../src/shared/viewProtocol';
import { AlignmentPanel } from '../../parts/alignment/alignmentPanel';
import { EpochCache } from '../../parts/time/epochCache';
import type { EpochPlayer } from '../../parts/time/epochPlayer';
import { PastEpochs } from '../../parts/time/pastEpochs';
import type { Host } from '../../parts/page/host';

/** Of mean images; an epoch of 28×28 and ten classes has 32 kB. */
const maximumBytes = 10e6;

export class AlignmentAtEpoch {
  private readonly panel = new AlignmentPanel();
  readonly element = this.panel.element;
  private readonly past: PastEpochs<'alignment'>;

  constructor(
    host: Host,
    private readonly player: EpochPlayer,
  ) {
    this.past = new PastEpochs('alignment', 'main', host, new EpochCache(maximumBytes));
  }

  show(history: RunHistory): void {
    const { epoch } = this.player;
    this.past.follow(history);
    // A run that tells of none keeps none.
    const isTold = history.breakdowns.some(({ alignment }) => alignment !== null);
    this.panel.show(history, epoch, isTold ? this.past.find(epoch) : undefined);
  }

  retheme(): void {
    this.panel.retheme();
  }

  /** Takes the host's answers. @returns whether it was one for this panel */
  receive(message: HostMessage): boolean {
    return this.past.receive(message);
  }
}
