/** Entry of the extension: puts the parts together. Nothing here computes, reads files or waits. */
import * as vscode from 'vscode';
import { createApi, type StnLabApi } from './host/api';
import { BenchmarkCommand } from './host/benchmark/benchmarkCommand';
import { commandIds, runCommandIds, steeringCommandIds } from './host/commandIds';
import { Comparisons } from './host/comparison/comparisons';
import { Lab, readSurroundings, runsDirectoryOf } from './host/lab';
import { LastRun } from './host/runs/lastRun';
import { PairTraining } from './host/training/pairTraining';
import { PreparationProgress } from './host/training/preparation';
import { ReproduceCommand } from './host/reproduction/reproduceCommand';
import { ResumeOffer } from './host/training/resumeOffer';
import { RunPair } from './host/runs/runPair';
import { PastRuns } from './host/runsView/pastRuns';
import { RunCommands } from './host/runsView/runCommands';
import { RunsView } from './host/runsView/runsView';
import { readHostSettings } from './host/settings';
import { StatusBar } from './host/statusBar';
import { Steering } from './host/training/steering';
import { describeFault, sentenceOf } from './host/texts';
import { defaultTimeouts } from './host/training/trainerProcess';
import { ShownEpoch } from './host/views/shownEpoch';
import { Views } from './host/views/views';

export type { StnLabApi } from './host/api';

let training: PairTraining | undefined;

export function activate(context: vscode.ExtensionContext): StnLabApi {
  const start = performance.now();
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const log = own(vscode.window.createOutputChannel('STN Lab', { log: true }));
  const runs = own(new RunPair());
  const processes = {
    script: context.asAbsolutePath('dist/trainer.js'),
    timeouts: defaultTimeouts,
    log,
    surroundings: () => readSurroundings(context),
  };
  const trainer = own(new PairTraining(runs, { ...processes, describe: describeFault }));
  training = trainer;
  const steering = new Steering(runs, trainer);
  for (const id of steeringCommandIds) own(vscode.commands.registerCommand(id, steering.commands[id]));
  const views = own(
    new Views(
      {
        extensionUri: context.extensionUri,
        runs,
        shownEpoch: own(new ShownEpoch(runs, context.workspaceState)),
        log,
      },
      {
        compute: (index, epoch) => trainer.inspect(index, epoch),
        look: (image, epoch) => trainer.look(image, epoch),
        query: (query, epoch) => trainer.query(query, epoch),
        sentence: sentenceOf,
      },
      (settings) => steering.change(settings),
    ),
  );
  const statusBar = own(new StatusBar(runs));
  own(new PreparationProgress(runs.main, () => void trainer.stop()));
  const benchmarks = own(new BenchmarkCommand(runs, processes, sentenceOf));
  const reproduction = own(new ReproduceCommand(runs, trainer, log, sentenceOf));
  const lab = new Lab(context, runs, trainer, views, benchmarks, reproduction, log);
  for (const id of commandIds) own(vscode.commands.registerCommand(id, lab.commands[id]));
  const runsView = own(
    new RunsView(runs, () => {
      const host = readHostSettings();
      return host.ok ? runsDirectoryOf(context, host.value) : undefined;
    }),
  );
  const comparisons = own(new Comparisons({ extensionUri: context.extensionUri, log }, runsView));
  const runCommands = new RunCommands(runsView, new PastRuns(runs, trainer, views, log), comparisons);
  for (const id of runCommandIds) own(vscode.commands.registerCommand(id, runCommands.commands[id]));
  const lastRun = own(new LastRun(context.workspaceState, runs, (sentence) => log.warn(sentence)));
  const restored = lastRun.restore().catch((error: unknown) => log.error(String(error)));
  const offer = new ResumeOffer(
    runs,
    trainer,
    (cutOff) => lab.resumeRuns({ shown: cutOff }),
    () => {
      const host = readHostSettings();
      return host.ok ? host.value.resumeAfterReload : 'ask';
    },
    (sentence) => log.warn(sentence),
  );
  void restored.then(() => offer.make()).catch((error: unknown) => log.error(String(error)));
  return createApi(
    { runs, training: trainer, views, comparisons, statusBar, runsView, restored },
    performance.now() - start,
  );
}

/** The editor waits for this, so that the trainer is gone before the window is. */
export async function deactivate(): Promise<void> {
  await training?.end();
}
