/** The commands to the run that is going on, and the questions that some of them ask. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import {
  liveSettingsOf,
  liveSettingsSchema,
  paddings,
  withChanges,
  type LiveSettings,
} from '../../shared/liveSettings';
import { isSteerable, leading } from '../../shared/runPair';
import type { SteeringCommandId } from '../commandIds';
import type { PairTraining } from './pairTraining';
import type { RunsOfPair } from '../runs/runPair';

export class Steering {
  constructor(
    private readonly runs: RunsOfPair,
    private readonly training: Pick<PairTraining, 'steer'>,
  ) {}

  /** One handler for each command, so that the compiler knows of one that is missing. */
  readonly commands: Record<SteeringCommandId, () => unknown> = {
    'stn.pause': () => this.training.steer({ type: 'pause' }),
    'stn.continue': () => this.training.steer({ type: 'advance', by: 'run' }),
    'stn.trainBatch': () => this.training.steer({ type: 'advance', by: 'batch' }),
    'stn.trainEpoch': () => this.training.steer({ type: 'advance', by: 'epoch' }),
    'stn.stopAfterEpoch': () => this.toggleStopAfterEpoch(),
    'stn.changeLearningRate': () => this.askLearningRate(),
    'stn.changePadding': () => this.askPadding(),
  };

  /** Trains with these settings from the next batch on. */
  change(settings: LiveSettings): void {
    this.training.steer({ type: 'change', settings });
  }

  private get run() {
    return leading(this.runs.main, this.runs.twin);
  }

  /** As the run has them now; undefined while no batches are trained. */
  private get settings(): LiveSettings | undefined {
    const { status, history } = this.run;
    if (!history || !isSteerable(status)) return undefined;
    return liveSettingsOf(withChanges(history.started.config, history.changes));
  }

  private toggleStopAfterEpoch(): void {
    const wanted = this.run.status.plan !== 'stopAfterEpoch';
    this.training.steer({ type: 'stopAfterEpoch', wanted });
  }

  private async askLearningRate(): Promise<void> {
    const { settings } = this;
    if (!settings) return;
    const { t } = vscode.l10n;
    const parsed = (text: string) =>
      v.safeParse(liveSettingsSchema.entries.learningRate, text.trim() === '' ? undefined : Number(text));
    const answer = await vscode.window.showInputBox({
      title: t('Change Learning Rate'),
      prompt: t('From the next batch on; the run keeps a note of it. A schedule goes on from there.'),
      value: String(settings.learningRate),
      validateInput: (text) => {
        const { success, issues } = parsed(text);
        return success ? undefined : t('The learning rate {0}.', issues[0].message);
      },
    });
    const rate = answer === undefined ? undefined : parsed(answer);
    // The padding may have been changed while the question stood.
    if (rate?.success && this.settings) this.change({ ...this.settings, learningRate: rate.output });
  }

  private async askPadding(): Promise<void> {
    const { settings } = this;
    if (!settings) return;
    const { t } = vscode.l10n;
    const answer = await vscode.window.showQuickPick(
      paddings.map((label) => ({ label, description: label === settings.padding ? t('as it is now') : '' })),
      {
        title: t('Change Padding'),
        placeHolder: t('What the sampler reads outside the image, from the next batch on'),
      },
    );
    if (answer && this.settings) this.change({ ...this.settings, padding: answer.label });
  }
}
