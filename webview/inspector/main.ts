/** The inspector: one test digit on its way through the network, with the weights as they are now. */
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import { Banner } from '../parts/banner';
import { button } from '../parts/controls';
import { className } from '../parts/digitWords';
import { byId, element, setText } from '../parts/dom';
import { emblem } from '../parts/emblem';
import { formatCount, formatProbability } from '../parts/format';
import { connectHost } from '../parts/host';
import { RunStore } from '../parts/store';
import { mostProbable } from './mostProbable';
import { Picker } from './picker';
import { Pictures } from './pictures';
import { Probabilities } from './probabilities';
import { InspectionRequests } from './requests';
import { ThetaPanel } from './thetaPanel';

type Inspection = TrainerEventOf<'inspection'>;

/** Between two batches of the slowest engine a digit is computed long before. */
const patienceMs = 15_000;

function main(): void {
  const host = connectHost();
  const store = new RunStore();
  let index = rememberedIndex(host.recall());

  const picker = new Picker(index, (chosen) => select(chosen));
  const verdict = element('p', {
    class: 'verdict',
    role: 'status',
    'aria-live': 'polite',
    'data-testid': 'verdict',
  });
  const weights = element('p', { class: 'muted numbers', 'data-testid': 'weights' });
  const complaint = new Banner('error', 'complaint');
  const problem = new Banner('error', 'cannot-inspect', [
    button({ label: 'Try again', testId: 'try-again', press: () => ask() }).element,
  ]);
  const pictures = new Pictures();
  const theta = new ThetaPanel();
  const probabilities = new Probabilities();
  const empty = emptyState(() => host.post({ type: 'command', command: 'train' }));
  const digit = element(
    'div',
    { class: 'inspection', hidden: true },
    element('div', { class: 'headline' }, verdict, weights),
    pictures.element,
    element('div', { class: 'details' }, theta.element, probabilities.element),
  );
  const openDashboard = button({
    label: 'Dashboard',
    testId: 'open-dashboard',
    title: 'Open the dashboard',
    press: () => host.post({ type: 'command', command: 'openDashboard' }),
  });
  byId('app').append(
    element('header', { class: 'toolbar' }, picker.element, openDashboard.element),
    complaint.element,
    problem.element,
    empty,
    digit,
  );
  empty.hidden = true;

  const requests = new InspectionRequests({
    patienceMs,
    send: (wanted) => host.post({ type: 'inspect', index: wanted }),
    giveUp: (wanted) =>
      problem.show(
        `Test digit ${wanted} was not computed within ${patienceMs / 1000} seconds; the log may say why.`,
      ),
  });

  function ask(): void {
    // Without a run there is nobody to ask.
    if (store.history) requests.ask(index);
  }

  function select(chosen: number): void {
    index = chosen;
    host.remember({ index });
    ask();
  }

  function show(inspection: Inspection): void {
    requests.answered(inspection.index);
    // The arrow keys may be further on by now.
    if (inspection.index !== index) return;
    problem.show('');
    picker.setCount(inspection.testCount);
    setText(verdict, describeVerdict(inspection));
    verdict.classList.toggle('wrong', mostProbable(inspection.probabilities) !== inspection.label);
    setText(weights, describeWeights(inspection));
    const specs = store.history?.started.network.transformers ?? [];
    theta.show(inspection, specs, pictures.show(inspection, specs));
    probabilities.show(inspection);
    digit.hidden = false;
    empty.hidden = true;
  }

  document.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    // In the field these keys move the caret.
    const isTyping = event.target instanceof HTMLElement && event.target.tagName === 'VSCODE-TEXT-FIELD';
    if (step === undefined || isTyping) return;
    event.preventDefault();
    picker.step(step);
  });

  host.listen({
    complain: (sentence) => complaint.show(sentence),
    receive: (message) => {
      // The run without a transformer has nothing to inspect.
      if ('run' in message && message.run === 'twin') return;
      switch (message.type) {
        case 'select':
          picker.show(message.index);
          select(message.index);
          return;
        case 'cannotInspect':
          requests.answered(message.index);
          if (message.index === index) problem.show(message.message);
          return;
        case 'event':
          if (message.event.type === 'inspection') {
            show(message.event);
            return;
          }
          store.receive(message);
          // Its weights are news; asked anew rather than kept, since the picture shows the weights as they are now.
          if (['started', 'resumed', 'epoch', 'finished', 'opened'].includes(message.event.type)) ask();
          break;
        case 'snapshot':
          store.receive(message);
          ask();
          break;
        case 'status':
          store.receive(message);
          break;
      }
      if (store.history) picker.setCount(store.history.started.dataset.testCount);
      empty.hidden = store.history !== undefined || !digit.hidden;
    },
  });
}

function emptyState(train: () => void): HTMLElement {
  return element(
    'section',
    { class: 'welcome', 'data-testid': 'welcome' },
    emblem(),
    element('h1', {}, 'Nothing to inspect yet'),
    element(
      'p',
      {},
      'Train a network first. Then choose any test digit here to see where the spatial transformer looks, and what it makes of the digit.',
    ),
    button({ label: 'Train', testId: 'welcome-train', primary: true, press: train }).element,
  );
}

function rememberedIndex(state: unknown): number {
  if (typeof state === 'object' && state !== null && 'index' in state) {
    const { index } = state;
    if (typeof index === 'number' && Number.isInteger(index) && index >= 0) return index;
  }
  return 0;
}

/** "✗ True class 8, predicted 2 with 61.0%" */
function describeVerdict({ label, classNames, probabilities }: Inspection): string {
  const predicted = mostProbable(probabilities);
  const name = className(classNames, label);
  if (predicted < 0) return `✗ True class ${name}, no prediction: the network has diverged`;
  const sign = predicted === label ? '✓' : '✗';
  return `${sign} True class ${name}, predicted ${className(classNames, predicted)} with ${formatProbability(probabilities[predicted])}`;
}

/** `epoch` counts whole epochs, `batch` the batches since. */
function describeWeights({ epoch, batch }: Inspection): string {
  if (batch > 0) return `Weights in epoch ${formatCount(epoch + 1)}, after batch ${formatCount(batch)}`;
  return epoch === 0 ? 'Weights before training' : `Weights after epoch ${formatCount(epoch)}`;
}

main();
