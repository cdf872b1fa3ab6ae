/** The inspector: one input on its way through the network, with the weights of any epoch or as they are now. */
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import { Banner } from '../parts/page/banner';
import { button } from '../parts/page/controls';
import { byId, element, setText } from '../parts/page/dom';
import { HostDestination } from '../parts/export/hostDestination';
import { provideDestination } from '../parts/export/pageDestination';
import { connectHost } from '../parts/page/host';
import { RunStore } from '../parts/run/store';
import { Asking } from './asking';
import { emptyState } from './emptyState';
import { Further } from './further/further';
import { OwnInput } from './input/ownInput';
import { Picker } from './input/picker';
import { Pictures } from './pictures/pictures';
import { Probabilities } from './probabilities';
import { fromState, toState } from './remembered';
import { ThetaPanel } from './theta/thetaPanel';
import { InspectorTime } from './time/inspectorTime';
import { describeVerdict, describeWeights, isWrong } from './verdict';
import { WarpHandles } from './input/warpHandles';

/** After these the weights are others; an epoch's are saved before its samples are told. */
const newsOfWeights: ReadonlySet<string> = new Set(['started', 'resumed', 'samples', 'finished', 'opened']);

/** After these there is one epoch more or, where the run goes on from an earlier one, there are fewer. */
const newsOfEpochs: ReadonlySet<string> = new Set(['started', 'resumed', 'samples']);

function main(): void {
  const host = connectHost();
  const store = new RunStore();
  const exports = new HostDestination(host);
  provideDestination(exports);
  const remembered = fromState(host.recall());

  const picker = new Picker(remembered.index, (chosen) => select(chosen));
  const own = new OwnInput(remembered, { changed: () => moved(), settled: () => remember() });
  const handles = new WarpHandles(
    (warp) => (own.imageWarp = warp),
    () => remember(),
  );
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
  const pictures = new Pictures(handles.element);
  const theta = new ThetaPanel();
  const probabilities = new Probabilities();
  const time: InspectorTime = new InspectorTime(host, remembered.time, {
    isReady: () => !asking.isWaiting,
    moved: () => {
      followEpochs();
      ask();
    },
    chosen: () => remember(),
  });
  const further = new Further(
    (message) => host.post(message),
    remembered.further,
    () => remember(),
    time,
  );
  const empty = emptyState(() => host.post({ type: 'command', command: 'train' }));
  const shown = element(
    'div',
    { class: 'inspection', hidden: true },
    element('div', { class: 'headline' }, verdict, weights),
    pictures.element,
    element('div', { class: 'details' }, theta.element, probabilities.element),
    further.element,
  );
  const openDashboard = button({
    label: 'Dashboard',
    testId: 'open-dashboard',
    title: 'Open the dashboard',
    press: () => host.post({ type: 'command', command: 'openDashboard' }),
  });
  byId('app').append(
    element('h1', { class: 'unseen' }, 'STN inspector'),
    element(
      'header',
      { class: 'toolbar' },
      element('div', { class: 'sources' }, own.choices.element, picker.element),
      openDashboard.element,
      time.element,
    ),
    complaint.element,
    problem.element,
    empty,
    own.element,
    shown,
  );
  empty.hidden = true;

  const asking: Asking = new Asking(remembered.index, own, {
    post: (message) => host.post(message),
    history: () => store.history,
    epoch: () => time.epoch,
    show,
    hide: () => (shown.hidden = true),
    complain: (sentence) => problem.show(sentence),
  });

  /** The input is another, or stands elsewhere. */
  function moved(): void {
    if (store.history) handles.show(own.imageWarp, store.history.started.dataset.size);
    ask();
  }

  function ask(): void {
    picker.element.hidden = own.shownSource !== 'digit';
    asking.ask();
  }

  function remember(): void {
    const { index } = asking;
    host.remember(toState({ index, ...own.remembered, further: further.open, time: time.choices }));
  }

  function select(chosen: number): void {
    asking.index = chosen;
    remember();
    ask();
  }

  /** Another epoch was chosen, or there is a new one. */
  function followEpochs(): void {
    if (store.history) further.epochs.follow(store.history.started);
  }

  function show(inspection: TrainerEventOf<'inspection'>, unmoved: Uint8Array | undefined): void {
    problem.show('');
    picker.setCount(inspection.testCount);
    setText(verdict, describeVerdict(inspection));
    verdict.classList.toggle('wrong', isWrong(inspection));
    setText(weights, describeWeights(inspection));
    const specs = store.history?.started.network.transformers ?? [];
    theta.show(inspection, specs, pictures.show(inspection, specs));
    probabilities.show(inspection);
    if (unmoved) further.show({ inspection, specs, unmoved, warp: own.imageWarp });
    shown.hidden = false;
    empty.hidden = true;
  }

  document.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    // In the field these keys move the caret, on a slider its thumb.
    const isTaken =
      event.target instanceof HTMLElement && /^(VSCODE-TEXT-FIELD|INPUT)$/.test(event.target.tagName);
    if (step === undefined || isTaken || own.shownSource !== 'digit') return;
    event.preventDefault();
    picker.step(step);
  });

  host.listen({
    complain: (sentence) => complaint.show(sentence),
    receive: (message) => {
      if (exports.receive(message)) return;
      // The run without a transformer has nothing to inspect.
      if ('run' in message && message.run === 'twin') return;
      if (time.receive(message) || asking.receive(message)) return;
      switch (message.type) {
        case 'select':
          own.chooseDigit();
          picker.show(message.index);
          select(message.index);
          return;
        case 'answered':
          further.answered(message.question, message.answer);
          return;
        case 'unanswered':
          further.unanswered(message.question, message.message);
          return;
        case 'event':
          store.receive(message);
          if (message.event.type === 'started') begin();
          time.show(store.history);
          if (newsOfEpochs.has(message.event.type)) followEpochs();
          // Asked anew rather than kept: the picture shows the weights as they are now.
          if (time.epoch === undefined && newsOfWeights.has(message.event.type)) ask();
          break;
        case 'snapshot':
          store.receive(message);
          begin();
          time.show(store.history);
          followEpochs();
          ask();
          break;
        case 'status':
          store.receive(message);
          break;
      }
      if (store.history) picker.setCount(store.history.started.dataset.testCount);
      empty.hidden = store.history !== undefined || !shown.hidden;
    },
  });

  /** Another run may have other digits, of another size. */
  function begin(): void {
    asking.forget();
    further.forget();
    const size = store.history?.started.dataset.size;
    own.setSize(size);
    if (size) handles.show(own.imageWarp, size);
  }
}

main();
