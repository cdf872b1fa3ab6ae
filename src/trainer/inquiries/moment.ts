/** The weights of a moment of a run, and what has to be known to compute with them on another thread. */
import type { Config } from '../../shared/config';
import type { SettingsChange } from '../../shared/liveSettings';
import type { TestExamples } from '../data/examples';
import type { Position } from '../data/feed/feed';
import type { NamedTensors } from '../engines/engine';

/** After so many whole epochs and batches beyond those. */
export interface Moment extends Readonly<Position> {
  readonly weights: NamedTensors;
}

/** Which run it is. */
export interface RunOrigin {
  readonly directory: string;
  /** As the run began. */
  readonly config: Config;
  /** Up to now. */
  readonly changes: readonly SettingsChange[];
}

/** A run that is loaded: plain data. */
export interface InquirySubject extends RunOrigin {
  readonly examples: TestExamples;
}
