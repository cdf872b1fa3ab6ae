/** The runs of a comparison: read from their folders, and followed for as long as they go on. */
import { join } from 'node:path';
import { comparable, isComparable, type ComparedRun } from '../../shared/comparison';
import { messageOf } from '../../shared/messageOf';
import type { RunName } from '../../shared/runPair';
import { protocolVersion } from '../../shared/trainerProtocol';
import type { HostMessage } from '../../shared/viewProtocol';
import { DisposableStore, type Disposable } from '../lifecycle';
import { readPastRun, type PastRunProblem } from '../runs/pastRun';
import type { PairChange, RunsOfPair } from '../runs/runPair';
import type { Unreadable } from '../runsView/runFacts';
import { isReadable, type ListedRun, type RunList } from '../runsView/runList';
import { stateOf, workOn } from '../runsView/runState';

/** Why a run of a comparison has nothing to show. */
export type ComparedProblem = PastRunProblem | 'gone' | 'beingPrepared' | Unreadable;

export interface ComparedSources {
  /** The runs directory; undefined where the settings that name it are wrong. */
  readonly directory: () => string | undefined;
  readonly list: Pick<RunList, 'readSome'>;
  /** What this window trains. */
  readonly runs: RunsOfPair;
  /** One sentence. */
  readonly describe: (problem: ComparedProblem) => string;
  readonly warn: (sentence: string) => void;
}

/** What the page was told of a run. */
interface Told {
  /** Of what it was told; another one means that there is news. */
  readonly mark: string;
  readonly state: ComparedRun['state'];
  /** Undefined where there is none. */
  readonly directory: string | undefined;
  /** The run of this window by whose events the page follows it. */
  readonly own: RunName | undefined;
  /** Until then, in milliseconds of `performance.now()`, it is not read again for its new events alone. */
  readonly restsUntil: number;
}

/** Of the time there is, the part that goes into reading a long run again that somebody else trains. */
const readingShare = 1 / 20;

export class ComparedRuns implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly told = new Map<string, Told>();
  private currentLook = Promise.resolve();
  private nextLook: Promise<void> | undefined;
  private isDisposed = false;

  /**
   * @param names of folders in the runs directory
   * @param post tells the page
   */
  constructor(
    readonly names: readonly string[],
    private readonly sources: ComparedSources,
    private readonly post: (message: HostMessage) => void,
  ) {
    this.disposables.add(sources.runs.onDidChange((change) => this.follow(change)));
  }

  /** Tells everything to a page that knows nothing yet. */
  async begin(): Promise<void> {
    this.told.clear();
    this.post({ type: 'comparison', protocol: protocolVersion, names: [...this.names] });
    await this.refresh();
  }

  /** Tells what has changed since. Whoever asks during a look may know of something that it did not see: it looks again. */
  refresh(): Promise<void> {
    this.nextLook ??= this.currentLook.then(() => {
      this.nextLook = undefined;
      this.currentLook = this.look().catch((error: unknown) => this.sources.warn(messageOf(error)));
      return this.currentLook;
    });
    return this.nextLook;
  }

  /** Of a run that the page was told of. */
  directoryOf(name: string): string | undefined {
    return this.told.get(name)?.directory;
  }

  dispose(): void {
    this.isDisposed = true;
    this.disposables.dispose();
  }

  private async look(): Promise<void> {
    if (this.isDisposed) return;
    const directory = this.sources.directory();
    const listed = directory === undefined ? [] : await this.sources.list.readSome(directory, this.names);
    for (const name of this.names) {
      const run = listed.find((known) => known.name === name);
      if (run) await this.tell(run);
      else this.say(noHistory(name, this.sources.describe('gone')), { directory: undefined, mark: 'gone' });
    }
  }

  private async tell(run: ListedRun): Promise<void> {
    const { name, directory, facts } = run;
    const state = stateOf(run, workOn(this.sources.runs, run));
    const own = this.ownRun(directory);
    const mark = JSON.stringify([own ?? run.changed, run.label, state]);
    const before = this.told.get(name);
    if (before?.mark === mark) return;
    const now = performance.now();
    if (before?.state === state && !own && state === 'training' && now < before.restsUntil) return;
    const known = { mark, directory };
    const labelled = { name, label: run.label ?? '', state };
    const refuse = (problem: ComparedProblem): void =>
      this.say({ ...labelled, problem: this.sources.describe(problem), history: null }, known);
    if (own) {
      // What comes after this snapshot are its next events.
      const history = this.sources.runs[own]?.history;
      if (history) this.say({ ...labelled, problem: '', history: comparable(history) }, { ...known, own });
      return;
    }
    if (!isReadable(facts)) {
      refuse(facts);
      return;
    }
    if (!facts.started) {
      refuse(state === 'training' ? 'beingPrepared' : 'noTraining');
      return;
    }
    const history = await readPastRun(directory, this.sources.warn);
    if (typeof history === 'string') refuse(history);
    else {
      const restsUntil = performance.now() + (performance.now() - now) / readingShare;
      this.say({ ...labelled, problem: '', history: comparable(history) }, { ...known, restsUntil });
    }
  }

  private say(run: ComparedRun, told: Pick<Told, 'mark' | 'directory'> & Partial<Told>): void {
    if (this.isDisposed || this.told.get(run.name)?.mark === told.mark) return;
    this.told.set(run.name, { own: undefined, restsUntil: 0, state: run.state, ...told });
    this.post({ type: 'compared', run });
  }

  /** Which of this window's runs is the one of that folder, while it goes on. */
  private ownRun(directory: string): RunName | undefined {
    return (['main', 'twin'] as const).find((name) => {
      const run = this.sources.runs[name];
      return run?.isBusy && run.history && join(run.history.started.directory) === directory;
    });
  }

  private follow({ run, change }: PairChange): void {
    if (change.type === 'event') {
      const { event } = change;
      const followed = [...this.told].find(([, { own }]) => own === run);
      if (followed && isComparable(event)) this.post({ type: 'comparedEvent', name: followed[0], event });
      // What else is to be told of a run begins or ends with its status.
      return;
    }
    // Of a preparation much is told that changes nothing here.
    if (change.type === 'reset' || change.status.phase !== 'preparing') void this.refresh();
  }
}

function noHistory(name: string, problem: string): ComparedRun {
  return { name, label: '', state: 'unreadable', problem, history: null };
}
