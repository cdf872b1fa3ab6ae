/** The sampled digits of all a run's epochs: the newest as they come, older ones asked for when they are wanted. */
import type { RunHistory } from '../../src/shared/runHistory';
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import { SamplesCache } from '../parts/samplesCache';

type Samples = TrainerEventOf<'samples'>;

/** Why an epoch has none. */
export interface Missing {
  readonly sentence: string;
}

/** Bounds what the dashboard holds of one run; two make a comparison. 200 epochs of 100 digits of 28×28 are 35 MB. */
const maximumBytes = 90e6;
const mostAskedAhead = 6;

export class PastEpochs {
  private readonly cache = new SamplesCache(maximumBytes);
  private readonly asked = new Set<number>();
  private readonly missing = new Map<number, Missing>();
  private run = '';

  /** @param ask the host for an epoch's samples */
  constructor(private readonly ask: (epoch: number) => void) {}

  /** Of memory that samples hold. */
  get bytes(): number {
    return this.cache.bytes;
  }

  /** Takes the newest samples; forgets those of another run. */
  follow({ started, samples }: RunHistory): void {
    const run = `${started.directory} ${started.time}`;
    if (run !== this.run) {
      this.run = run;
      this.cache.clear();
      this.asked.clear();
      this.missing.clear();
    }
    const newest = samples.at(-1);
    if (newest && !this.cache.has(newest.epoch)) this.arrived(newest);
  }

  /** What there is of an epoch; undefined while it is on its way. */
  find(epoch: number): Samples | Missing | undefined {
    const found = this.cache.get(epoch) ?? this.missing.get(epoch);
    if (!found && !this.asked.has(epoch)) {
      this.asked.add(epoch);
      this.ask(epoch);
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

  arrived(samples: Samples): void {
    this.asked.delete(samples.epoch);
    this.missing.delete(samples.epoch);
    this.cache.put(samples);
  }

  failed(epoch: number, sentence: string): void {
    this.asked.delete(epoch);
    this.missing.set(epoch, { sentence });
  }
}
