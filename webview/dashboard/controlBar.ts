/** What can be told a run while it trains: pause and go on, one step more, end with the epoch, other settings. */
import * as v from 'valibot';
import {
  liveSettingsOf,
  liveSettingsSchema,
  paddings,
  withChanges,
  type LiveSettings,
} from '../../src/shared/liveSettings';
import { isSteerable, leading } from '../../src/shared/runPair';
import { button } from '../parts/page/controls';
import { element, setAttribute, setText } from '../parts/page/dom';
import type { Host } from '../parts/page/host';
import { checkbox, select } from '../parts/page/select';
import type { RunState, ShownRun } from '../parts/run/store';

export class ControlBar {
  readonly element: HTMLElement;
  private isPaused = false;
  /** As the run has them. */
  private settings: LiveSettings | undefined;
  private readonly pause;
  private readonly stopAfterEpoch;
  private readonly learningRate = element('input', {
    type: 'text',
    inputmode: 'decimal',
    size: 8,
    'aria-describedby': 'learning-rate-problem',
    'data-testid': 'learning-rate',
  });
  private readonly problem = element('span', {
    id: 'learning-rate-problem',
    class: 'problem',
    role: 'alert',
    'data-testid': 'learning-rate-problem',
  });
  private readonly padding;

  constructor(private readonly host: Host) {
    const command = (name: 'trainBatch' | 'trainEpoch' | 'stopAfterEpoch') => (): void =>
      host.post({ type: 'command', command: name });
    this.pause = button({
      label: 'Pause',
      testId: 'pause',
      press: () => host.post({ type: 'command', command: this.isPaused ? 'continue' : 'pause' }),
    });
    const batch = button({
      label: 'One batch',
      testId: 'train-batch',
      title: 'Train one batch, then pause',
      press: command('trainBatch'),
    });
    const epoch = button({
      label: 'One epoch',
      testId: 'train-epoch',
      title: 'Train to the end of the epoch, then pause',
      press: command('trainEpoch'),
    });
    this.stopAfterEpoch = checkbox('Stop after this epoch', 'stop-after-epoch', command('stopAfterEpoch'));
    this.padding = select({
      label: 'Padding',
      testId: 'padding',
      options: paddings.map((value) => ({ value, name: value })),
      change: (text) => {
        const padding = paddings.find((one) => one === text);
        if (padding) this.change({ padding });
      },
    });
    // Enter, or leaving the field.
    this.learningRate.addEventListener('change', () => this.changeLearningRate());
    this.element = element(
      'section',
      { class: 'fields steering', 'aria-label': 'Control of the training', hidden: true },
      this.pause.element,
      batch.element,
      epoch.element,
      this.stopAfterEpoch.element,
      element(
        'label',
        { class: 'field' },
        element('span', { class: 'muted' }, 'Learning rate'),
        this.learningRate,
      ),
      this.padding.element,
      this.problem,
    );
  }

  show(state: RunState): void {
    const { status, history } = leading<ShownRun>(state, state.twin);
    const isShown = isSteerable(status) && history !== undefined;
    this.element.hidden = !isShown;
    if (!isShown) return;
    this.isPaused = status.phase === 'paused';
    this.pause.setLabel(this.isPaused ? 'Continue' : 'Pause');
    this.pause.setPrimary(this.isPaused);
    this.stopAfterEpoch.setChecked(status.plan === 'stopAfterEpoch');
    this.showSettings(liveSettingsOf(withChanges(history.started.config, history.changes)));
    this.padding.element.hidden = (state.history ?? history).started.network.transformers.length === 0;
  }

  private showSettings(settings: LiveSettings): void {
    const before = this.settings;
    this.settings = settings;
    if (settings.padding !== before?.padding) this.padding.setValue(settings.padding);
    // What is being written stays while nothing changes.
    if (settings.learningRate === before?.learningRate) return;
    this.learningRate.value = String(settings.learningRate);
    this.showProblem('');
  }

  private changeLearningRate(): void {
    const text = this.learningRate.value.trim();
    const parsed = v.safeParse(liveSettingsSchema.entries.learningRate, text === '' ? text : Number(text));
    this.showProblem(parsed.success ? '' : `The learning rate ${parsed.issues[0].message}.`);
    if (parsed.success) this.change({ learningRate: parsed.output });
  }

  private showProblem(sentence: string): void {
    setAttribute(this.learningRate, 'aria-invalid', String(sentence !== ''));
    setText(this.problem, sentence);
  }

  private change(changed: Partial<LiveSettings>): void {
    if (this.settings) this.host.post({ type: 'change', settings: { ...this.settings, ...changed } });
  }
}
