/** What the run folder keeps of each epoch: the newest as it comes, older ones asked for when they are wanted. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { EpochFile, EpochFileKind, EpochFileOf } from '../../../src/shared/epochFiles';
import type { HostMessage, ViewMessage } from '../../../src/shared/viewProtocol';
import type { EpochCache } from './epochCache';

/** Why an epoch has none. */
export interface Missing {
  readonly sentence: string;
}

const mostAskedAhead = 6;

export class PastEpochs<TKind extends EpochFileKind> {
  private readonly asked = new Set<number>();
  private readonly missing = new Map<number, Missing>();
  private directory = '';

  /**
   * @param run as messages name it
   * @param host is asked for what the cache lacks
   */
  constructor(
    private readonly kind: TKind,
    private readonly run: string,
    private readonly host: { readonly post: (message: ViewMessage) => void },
    private readonly cache: EpochCache<EpochFileOf<TKind>>,
  ) {}

  /** Takes what came with the run's events; forgets what is another run's. */
  follow({ started }: RunHistory, newest?: EpochFileOf<TKind>): void {
    const directory = `${started.directory} ${started.time}`;
    if (directory !== this.directory) {
      this.directory = directory;
      this.cache.clear();
      this.asked.clear();
      this.missing.clear();
    }
    if (newest && !this.cache.has(newest.epoch)) this.arrived(newest);
  }

  /** What there is of an epoch; undefined while it is on its way. */
  find(epoch: number): EpochFileOf<TKind> | Missing | undefined {
    const found = this.cache.get(epoch) ?? this.missing.get(epoch);
    if (!found && !this.asked.has(epoch)) {
      this.asked.add(epoch);
      this.host.post({ type: 'epochFile', run: this.run, kind: this.kind, epoch });
    }
    return found;
  }

  /** Asks for the epochs that playing comes to next, a few at a time. */
  prefetch(epochs: readonly number[]): void {
    for (const epoch of epochs) {
      if (this.asked.size >= mostAskedAhead) return;
      if (!this.cache.has(epoch)) this.find(epoch);
    }
  }

  /** Takes the host's answers. @returns whether it was one for these epochs */
  receive(message: HostMessage): boolean {
    if (message.type === 'epochFile' && message.run === this.run && isOf(message.file, this.kind)) {
      this.arrived(message.file);
      return true;
    }
    const isRefusal =
      message.type === 'noEpochFile' && message.run === this.run && message.kind === this.kind;
    if (!isRefusal) return false;
    this.asked.delete(message.epoch);
    this.missing.set(message.epoch, { sentence: message.message });
    return true;
  }

  private arrived(file: EpochFileOf<TKind>): void {
    this.asked.delete(file.epoch);
    this.missing.delete(file.epoch);
    this.cache.put(file);
  }
}

function isOf<TKind extends EpochFileKind>(file: EpochFile, kind: TKind): file is EpochFileOf<TKind> {
  return file.type === kind;
}
