/** A named experiment: settings that somebody can run, or copy and change. */
import type { FlatSettings } from './flatSettings';

export interface Preset {
  /** `best-mnist`: what `--preset` takes. */
  readonly name: string;
  /** One line: what it is. */
  readonly title: string;
  /** One or two sentences: what to expect of it, and what to look at. */
  readonly detail: string;
  /** Laid over the defaults; what belongs to a machine (data, engine, threads, folders) is no part of it. */
  readonly settings: FlatSettings;
}
