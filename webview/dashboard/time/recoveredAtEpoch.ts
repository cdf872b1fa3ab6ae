/** Recovered against true poses at the slider's epoch: the newest as they come, older ones asked for. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { HostMessage } from '../../../src/shared/viewProtocol';
import { element, setText } from '../../parts/page/dom';
import { EpochCache } from '../../parts/time/epochCache';
import type { EpochPlayer } from '../../parts/time/epochPlayer';
import type { Host } from '../../parts/page/host';
import { memoryOf } from '../../parts/page/memory';
import { RecoveredPanel } from '../../parts/theta/recoveredPanel';
import { PastEpochs } from '../../parts/time/pastEpochs';

const maximumBytes = 15e6;

export class RecoveredAtEpoch {
  readonly element: HTMLElement;
  private readonly missing = element('p', { role: 'status', 'data-testid': 'recovered-missing' });
  private readonly holder = element('div');
  private readonly panel: RecoveredPanel;
  private readonly past: PastEpochs<'thetas'>;

  /** @param inspect called with the test set's index of a chosen digit */
  constructor(
    host: Host,
    private readonly player: EpochPlayer,
    inspect: (index: number) => void,
  ) {
    this.panel = new RecoveredPanel(inspect, memoryOf(host));
    this.past = new PastEpochs('thetas', 'main', host, new EpochCache(maximumBytes));
    this.holder.append(this.panel.element);
    this.element = element('div', {}, this.missing, this.holder);
  }

  show(history: RunHistory): void {
    const { thetas } = history;
    // Where the newest has nothing to compare, no other epoch of the run has.
    const isComparable = Boolean(thetas?.poses);
    this.past.follow(history, isComparable ? thetas : undefined);
    const found = isComparable && !this.player.isLive ? this.past.find(this.player.epoch) : thetas;
    const isMissing = found !== undefined && 'sentence' in found;
    setText(this.missing, isMissing ? found.sentence : '');
    this.holder.hidden = isMissing;
    if (found && !isMissing) this.panel.show({ ...history, thetas: found });
    // Without a transformer there are none.
    else if (!thetas) this.panel.show(history);
  }

  retheme(): void {
    this.panel.retheme();
  }

  /** Takes the host's answers. @returns whether it was one for this panel */
  receive(message: HostMessage): boolean {
    return this.past.receive(message);
  }
}
