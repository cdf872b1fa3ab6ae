/** STN: Benchmark Engines, from the progress notification to the table. */
import * as vscode from 'vscode';
import type { Config } from '../../shared/config';
import type { TrainerEventOf } from '../../shared/trainerProtocol';
import { benchmarkEngines, type BenchmarkOptions } from './benchmark';
import { formatBenchmark } from './benchmarkTable';
import { MarkdownDocument } from '../markdownDocument';
import type { RunsOfPair } from '../runs/runPair';

export class BenchmarkCommand implements vscode.Disposable {
  private readonly document = new MarkdownDocument('stn-benchmark', vscode.l10n.t('Engine Benchmark'));
  private running: AbortController | undefined;

  constructor(
    private readonly runs: Pick<RunsOfPair, 'isBusy' | 'onDidChange'>,
    private readonly options: BenchmarkOptions,
    /** A failure as one sentence. */
    private readonly sentence: (error: unknown) => string,
  ) {}

  async run(config: Config): Promise<void> {
    if (this.runs.isBusy) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'A benchmark would disturb the training that is going on, and be disturbed by it: stop it first, or wait for its end.',
        ),
      );
      return;
    }
    // Its notification stands there already.
    if (this.running) return;
    const running = (this.running = new AbortController());
    // A training is worth more than a table.
    const listener = this.runs.onDidChange(() => this.runs.isBusy && running.abort());
    try {
      await this.show(await this.measure(config, running));
    } catch (error) {
      // Not awaited: the notification may stand for long, and is no reason to refuse the next benchmark.
      if (!running.signal.aborted) void this.report(this.sentence(error));
    } finally {
      listener.dispose();
      this.running = undefined;
    }
  }

  dispose(): void {
    this.running?.abort();
    this.document.dispose();
  }

  private async measure(config: Config, running: AbortController): Promise<TrainerEventOf<'benchmark'>> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Benchmarking engines'),
      cancellable: true,
    };
    return await vscode.window.withProgress(options, (progress, token) => {
      token.onCancellationRequested(() => running.abort());
      return benchmarkEngines(
        this.options,
        config,
        (message) => progress.report({ message }),
        running.signal,
      );
    });
  }

  private async show(result: TrainerEventOf<'benchmark'>): Promise<void> {
    const markdown = formatBenchmark(result, vscode.env.language);
    for (const line of markdown.split('\n')) if (line) this.options.log.info(line);
    this.document.update(markdown);
    await this.document.show();
  }

  private async report(sentence: string): Promise<void> {
    this.options.log.error(sentence);
    const log = vscode.l10n.t('Show Log');
    if ((await vscode.window.showErrorMessage(sentence, log)) === log) {
      await vscode.commands.executeCommand('stn.showLog');
    }
  }
}
