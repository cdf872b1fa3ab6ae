/** Entry of the extension: puts the parts together. Nothing here computes, reads files or waits. */
import * as vscode from 'vscode';
import { createApi, type StnLabApi } from './host/api';
import { BenchmarkCommand } from './host/benchmarkCommand';
import { commandIds } from './host/commandIds';
import { Lab, readSurroundings, sentenceOf } from './host/lab';
import { PreparationProgress } from './host/preparation';
import { RunStore } from './host/runStore';
import { StatusBar } from './host/statusBar';
import { describeFault } from './host/texts';
import { defaultTimeouts } from './host/trainerProcess';
import { Training } from './host/training';
import { Views } from './host/views';

export type { StnLabApi } from './host/api';

let training: Training | undefined;

export function activate(context: vscode.ExtensionContext): StnLabApi {
  const start = performance.now();
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const log = own(vscode.window.createOutputChannel('STN Lab', { log: true }));
  const runs = own(new RunStore());
  const processes = {
    script: context.asAbsolutePath('dist/trainer.js'),
    timeouts: defaultTimeouts,
    log,
    surroundings: () => readSurroundings(context),
  };
  const trainer = own(new Training(runs, { ...processes, describe: describeFault }));
  training = trainer;
  const views = own(
    new Views(
      { extensionUri: context.extensionUri, runs, log },
      { compute: (index) => trainer.inspect(index), sentence: sentenceOf },
    ),
  );
  const statusBar = own(new StatusBar(runs));
  own(new PreparationProgress(runs, () => void trainer.stop()));
  const benchmarks = own(new BenchmarkCommand(runs, processes, sentenceOf));
  const lab = new Lab(context, runs, trainer, views, benchmarks, log);
  for (const id of commandIds) own(vscode.commands.registerCommand(id, lab.commands[id]));
  const restored = lab.restoreLastRun().catch((error: unknown) => log.error(String(error)));
  return createApi({ runs, training: trainer, views, statusBar, restored }, performance.now() - start);
}

/** The editor waits for this, so that the trainer is gone before the window is. */
export async function deactivate(): Promise<void> {
  await training?.end();
}
