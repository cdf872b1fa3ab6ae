/** The bar at the top: where the run stands, and what can be done now. */
import { leading } from '../../src/shared/runPair';
import { button } from '../parts/page/controls';
import { element, setAttribute, setText } from '../parts/page/dom';
import type { Host } from '../parts/page/host';
import type { RunState, ShownRun } from '../parts/run/store';
import { availability } from './availability';
import { statusText } from './statusText';

export class Toolbar {
  readonly element: HTMLElement;
  private readonly sign = element('span', { class: 'sign', 'aria-hidden': 'true' });
  private readonly text = element('span');
  /** Not read out: the progress bar tells it to who asks. */
  private readonly percent = element('span', { class: 'numbers', 'aria-hidden': 'true' });
  private readonly bar = element('div', { class: 'done' });
  private readonly progress = element(
    'div',
    {
      class: 'progress',
      role: 'progressbar',
      'aria-label': 'Progress',
      'data-testid': 'progress',
      hidden: true,
    },
    this.bar,
  );
  private readonly train;
  private readonly compare;
  private readonly restart;
  private readonly stop;
  private readonly inspect;
  private readonly report;

  constructor(host: Host) {
    const command =
      (name: 'train' | 'compare' | 'restart' | 'stop' | 'inspect' | 'openSettings' | 'openReport') =>
      (): void =>
        host.post({ type: 'command', command: name });
    this.train = button({ label: 'Train', testId: 'train', primary: true, press: command('train') });
    this.compare = button({
      label: 'Compare',
      testId: 'compare',
      title: 'Train with and without the transformer',
      press: command('compare'),
    });
    this.restart = button({
      label: 'Restart',
      testId: 'restart',
      title: 'Train again with the same settings and seed',
      press: command('restart'),
    });
    this.stop = button({
      label: 'Stop',
      testId: 'stop',
      title: 'Stop after this batch',
      press: command('stop'),
    });
    this.inspect = button({
      label: 'Inspect',
      testId: 'inspect',
      title: 'Inspect transformed digits',
      press: command('inspect'),
    });
    const settings = button({ label: 'Settings', testId: 'settings', press: command('openSettings') });
    this.report = button({
      label: 'Report',
      testId: 'report',
      title: 'Open the run’s report.html',
      press: command('openReport'),
    });
    this.element = element(
      'header',
      { class: 'toolbar' },
      element(
        'p',
        { class: 'status', role: 'status', 'aria-live': 'polite' },
        this.sign,
        element('span', { 'data-testid': 'status' }, this.text, this.percent),
      ),
      element(
        'div',
        { class: 'buttons', role: 'group', 'aria-label': 'Run' },
        this.train.element,
        this.compare.element,
        this.restart.element,
        this.stop.element,
        this.inspect.element,
        settings.element,
        this.report.element,
      ),
      this.progress,
    );
  }

  show(state: RunState): void {
    const { sign, text, percent, share } = statusText(state);
    setText(this.sign, sign);
    setText(this.text, text);
    setText(this.percent, percent === undefined ? '' : ` ${percent}`);
    setAttribute(this.element, 'data-phase', leading<ShownRun>(state, state.twin).status.phase);
    this.showProgress(share);
    const can = availability(state);
    this.train.setEnabled(can.train);
    this.compare.setEnabled(can.train);
    // Where the page below offers the same in larger type, one of the two steps back.
    this.train.setPrimary(can.train && state.history !== undefined && state.status.phase !== 'failed');
    this.restart.setEnabled(can.restart);
    this.stop.setEnabled(can.stop);
    this.inspect.setEnabled(can.inspect);
    this.report.setEnabled(can.report);
  }

  private showProgress(share: number | null | undefined): void {
    this.progress.hidden = share === undefined;
    this.progress.classList.toggle('unknown', share === null);
    if (typeof share === 'number') {
      const percent = Math.round(Math.max(0, Math.min(1, share)) * 1000) / 10;
      setAttribute(this.progress, 'aria-valuenow', Math.floor(percent));
      this.bar.style.width = `${percent}%`;
    } else {
      this.progress.removeAttribute('aria-valuenow');
      this.bar.style.width = '';
    }
  }
}
