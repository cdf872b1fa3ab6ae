/** What `activate` returns: a look at the extension's state, for tests and other extensions. */
import type * as vscode from 'vscode';
import type { TrainerEventOf } from '../shared/trainerProtocol';
import type { Comparisons } from './comparison/comparisons';
import type { StatusBar } from './statusBar';
import type { PairTraining } from './training/pairTraining';
import type { RunsOfPair } from './runs/runPair';
import type { RunsView } from './runsView/runsView';
import type { Runs } from './runs/runStore';
import type { PagePanel } from './views/pagePanel';
import type { Views } from './views/views';

export interface StnLabApi {
  readonly runs: Runs;
  /** The run without a transformer that the last one is compared with; undefined where there is none. */
  readonly twin: Runs | undefined;
  /** Of the trainer process, while there is one. */
  readonly trainerPid: number | undefined;
  readonly twinPid: number | undefined;
  readonly statusBarText: string;
  readonly dashboard: ViewState;
  readonly inspector: ViewState;
  readonly comparison: ViewState & { readonly names: readonly string[] };
  /** Computes one test digit with the weights as they are now; rejects where that can't be. */
  inspect(index: number): Promise<TrainerEventOf<'inspection'>>;
  /** The side bar's list of runs as it is now. */
  listRuns(): Promise<vscode.TreeItem[]>;
  /** Resolves when the last run of this workspace has been read, if there is one. */
  readonly restored: Promise<void>;
  /** Milliseconds that `activate` took. */
  readonly activationTime: number;
}

export interface ViewState {
  readonly isOpen: boolean;
  /** Its page has reported. */
  readonly isReady: boolean;
}

export function createApi(
  parts: {
    readonly runs: RunsOfPair;
    readonly training: PairTraining;
    readonly views: Views;
    readonly comparisons: Comparisons;
    readonly statusBar: StatusBar;
    readonly runsView: RunsView;
    readonly restored: Promise<void>;
  },
  activationTime: number,
): StnLabApi {
  const { runs, training, views, comparisons, statusBar, runsView, restored } = parts;
  const stateOf = ({ panel }: { readonly panel: PagePanel | undefined }): ViewState => ({
    isOpen: panel !== undefined,
    isReady: panel?.isReady ?? false,
  });
  return {
    runs: runs.main,
    restored,
    activationTime,
    inspect: (index) => training.inspect(index),
    listRuns: () => runsView.getChildren(),
    get twin() {
      return runs.twin;
    },
    get trainerPid() {
      return training.pid;
    },
    get twinPid() {
      return training.twinPid;
    },
    get statusBarText() {
      return statusBar.text;
    },
    get dashboard() {
      return stateOf(views.dashboard);
    },
    get inspector() {
      return stateOf(views.inspector);
    },
    get comparison() {
      return { ...stateOf(comparisons.slot), names: comparisons.slot.panel?.names ?? [] };
    },
  };
}
