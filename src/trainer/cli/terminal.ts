/** A run told to a person: the tutorial's own two log lines, and a progress bar where there is a terminal. */
import { join } from 'node:path';
import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { TrainerEvent, TrainerEventOf } from '../../shared/trainerProtocol';

/** The tutorial logs every 500th batch. */
const tutorialInterval = 500;

export class TerminalReporter {
  private nextLine = 0;
  private bars: MultiBar | undefined;
  private bar: SingleBar | undefined;

  /** @param started of a run that is resumed */
  constructor(private started?: TrainerEventOf<'started'>) {}

  readonly listen = (event: TrainerEvent): void => {
    switch (event.type) {
      case 'preparing':
        this.showProgress(event.message, event.fraction ?? 0, 1);
        break;
      case 'started':
        this.started = event;
        this.line(`Dataset: ${event.dataset.name} (${event.dataset.source})`);
        if (event.dataset.notice) this.line(event.dataset.notice);
        this.line(`Engine: ${event.engine.name}, ${event.engine.detail} — ${event.engine.reason}`);
        this.line(`Run folder: ${event.directory}`);
        break;
      case 'resumed':
        this.line(`Resumed after epoch ${event.epoch}, batch ${event.batch}`);
        break;
      case 'changed':
        this.line(
          `Changed: learning rate ${event.settings.learningRate}, padding ${event.settings.padding}, after epoch ${event.epoch}, batch ${event.batch}`,
        );
        break;
      case 'batch':
        this.batch(event);
        break;
      case 'epoch':
        this.line(testLine(event));
        this.nextLine = 0;
        break;
      case 'collapse':
        this.line(`${event.message} ${event.advice}`);
        break;
      case 'log':
        if (event.level !== 'debug') this.line(event.message);
        break;
      case 'finished':
        this.close();
        if (event.report && this.started)
          console.log(`Report: ${join(this.started.directory, event.report)}`);
        break;
      case 'failed':
        this.close();
        console.error(event.message);
        if (event.detail) console.error(event.detail);
        break;
    }
  };

  /** Without this, the bar's timer keeps the process. */
  close(): void {
    this.bars?.stop();
    this.bars = this.bar = undefined;
  }

  private batch(event: TrainerEventOf<'batch'>): void {
    const { started } = this;
    if (!started) return;
    if (event.batch >= this.nextLine) {
      this.line(trainLine(event, started));
      this.nextLine = event.batch + tutorialInterval - (event.batch % tutorialInterval);
    }
    const { epochs } = started.config;
    const eta = event.etaSeconds === null ? '' : `, ${Math.round(event.etaSeconds)} s left`;
    this.showProgress(
      `epoch ${event.epoch}/${epochs}, loss ${event.meanLoss.toFixed(3)}, ${Math.round(event.imagesPerSecond)} images/s${eta}`,
      (event.epoch - 1) * started.batchesPerEpoch + event.batch + 1,
      epochs * started.batchesPerEpoch,
    );
  }

  private line(text: string): void {
    // The bars redraw below what is logged through them.
    if (this.bars) this.bars.log(`${text}\n`);
    else console.log(text);
  }

  private showProgress(message: string, done: number, total: number): void {
    if (!process.stderr.isTTY || !process.stdout.isTTY) return;
    this.bars ??= new MultiBar(
      { format: '{bar} {percentage}% {message}', clearOnComplete: true, stopOnComplete: false, fps: 5 },
      Presets.shades_classic,
    );
    this.bar ??= this.bars.create(total, 0, { message });
    this.bar.setTotal(total);
    this.bar.update(done, { message });
  }
}

/** `Train Epoch: 2 [32000/60000 (53%)] Loss: 0.371109` */
export function trainLine(
  event: TrainerEventOf<'batch'>,
  { config, dataset, batchesPerEpoch }: TrainerEventOf<'started'>,
): string {
  const percent = ((100 * event.batch) / batchesPerEpoch).toFixed(0);
  return `Train Epoch: ${event.epoch} [${event.batch * config.batchSize}/${dataset.trainCount} (${percent}%)] Loss: ${event.loss.toFixed(6)}`;
}

/** `Test set: Average loss: 0.1318, Accuracy: 9601/10000 (96%)` */
export function testLine({ test }: Pick<TrainerEventOf<'epoch'>, 'test'>): string {
  return `Test set: Average loss: ${test.loss.toFixed(4)}, Accuracy: ${test.correct}/${test.total} (${(100 * test.accuracy).toFixed(0)}%)`;
}
