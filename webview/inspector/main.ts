/** The inspector: one input on its way through the network, with the weights of any epoch or as they are now. */
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import type { ViewMessage } from '../../src/shared/viewProtocol';
import { Banner } from '../parts/page/banner';
import { button } from '../parts/page/controls';
import { byId, element, setText } from '../parts/page/dom';
import { HostDestination } from '../parts/export/hostDestination';
import { provideDestination } from '../parts/export/pageDestination';
import { connectHost } from '../parts/page/host';
import { RunStore } from '../parts/run/store';
import { emptyState } from './emptyState';
import { Further } from './further/further';
import { OwnInput } from './input/ownInput';
import { Picker } from './input/picker';
import { Pictures } from './pictures/pictures';
import { Probabilities } from './probabilities';
import { fromState, toState } from './remembered';
import { InspectionRequests, type Question } from './requests';
import { ThetaPanel } from './theta/thetaPanel';
import { InspectorTime } from './time/inspectorTime';
import { describeVerdict, describeWeights, isWrong } from './verdict';
import { WarpHandles } from './input/warpHandles';

type Inspection = TrainerEventOf<'inspection'>;

interface Asked extends Question {
  /** What it is about; what a slider does to it changes nothing here. */
  readonly subject: string;
  readonly message: ViewMessage;
  /** The test digit that an image was made from. */
  readonly digit?: Inspection;
}

/** Between two batches of the slowest engine an input is computed long before. */
const patienceMs = 15_000;

/** After these the weights are others; an epoch's are saved before its samples are told. */
const newsOfWeights: ReadonlySet<string> = new Set(['started', 'resumed', 'samples', 'finished', 'opened']);

function main(): void {
  const host = connectHost();
  const store = new RunStore();
  const exports = new HostDestination(host);
  provideDestination(exports);
  const remembered = fromState(host.recall());
  let { index } = remembered;
  /** The test digit as it is, once it was computed: the sliders move its pixels. */
  let unmoved: Inspection | undefined;
  let looks = 0;

  const picker = new Picker(index, (chosen) => select(chosen));
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
    isReady: () => !requests.isWaiting,
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

  const requests = new InspectionRequests<Asked>({
    patienceMs,
    send: ({ message }) => host.post(message),
    giveUp: (given) =>
      problem.show(
        `${given.subject} was not computed within ${patienceMs / 1000} seconds; the log may say why.`,
      ),
  });

  /** What is to be seen, as a sentence begins with it. */
  function subject(): string {
    const source = own.shownSource;
    if (source === 'digit') return `Test digit ${index}`;
    return source === 'drawing' ? 'The drawing' : 'The PNG';
  }

  /** The input is another, or stands elsewhere. */
  function moved(): void {
    if (store.history) handles.show(own.imageWarp, store.history.started.dataset.size);
    ask();
  }

  function ask(): void {
    const isDigit = own.shownSource === 'digit';
    picker.element.hidden = !isDigit;
    // Without a run there is nobody to ask.
    if (!store.history) return;
    const { size } = store.history.started.dataset;
    if (!isDigit) {
      const image = own.image(size);
      if (image) requests.ask(lookAt(image));
      else shown.hidden = true;
    } else if (own.isMoved && unmoved?.index === index) {
      requests.ask({ ...lookAt(own.move(unmoved.input, size)), digit: unmoved });
    } else {
      requests.ask({
        key: `digit ${index}`,
        subject: subject(),
        message: { type: 'inspect', index, epoch: time.epoch },
      });
    }
  }

  function lookAt(image: Uint8Array): Asked {
    const question = ++looks;
    return {
      key: `look ${question}`,
      subject: subject(),
      message: { type: 'look', question, image, epoch: time.epoch },
    };
  }

  function remember(): void {
    host.remember(toState({ index, ...own.remembered, further: further.open, time: time.choices }));
  }

  function select(chosen: number): void {
    index = chosen;
    remember();
    ask();
  }

  function digitComputed(inspection: Inspection): void {
    const computed = inspection.index;
    if (computed === null) return;
    requests.answered(`digit ${computed}`);
    // The arrow keys may be further on by now, or the slider: then what it came to is being asked.
    if (own.shownSource !== 'digit' || computed !== index) return;
    if (isOtherEpoch(inspection) && !requests.isWaiting) return;
    unmoved = inspection;
    if (own.isMoved) ask();
    else show(inspection);
  }

  /** A late answer, to a question that was given up. */
  function isOtherEpoch({ epoch, batch }: Inspection): boolean {
    return time.epoch !== undefined && (epoch !== time.epoch || batch !== 0);
  }

  /** Another epoch was chosen, or there is a new one. */
  function followEpochs(): void {
    if (store.history) further.epochs.follow(store.history.started);
  }

  function looked(question: number, inspection: Inspection): void {
    const asked = requests.answered(`look ${question}`);
    if (asked?.subject !== subject()) return;
    const { digit } = asked;
    // A drawing may have been wiped meanwhile, a digit put back to where it was.
    const isStale = digit ? !own.isMoved : own.isBlank;
    if (isStale) return;
    show(digit ? { ...inspection, index: digit.index, label: digit.label } : inspection);
  }

  function refused(key: string, sentence: string): void {
    const asked = requests.answered(key);
    if (!asked || asked.subject === subject()) problem.show(sentence);
  }

  function show(inspection: Inspection): void {
    problem.show('');
    picker.setCount(inspection.testCount);
    setText(verdict, describeVerdict(inspection));
    verdict.classList.toggle('wrong', isWrong(inspection));
    setText(weights, describeWeights(inspection));
    const specs = store.history?.started.network.transformers ?? [];
    theta.show(inspection, specs, pictures.show(inspection, specs));
    probabilities.show(inspection);
    const image = own.shownSource === 'digit' ? unmoved?.input : own.unmovedImage(inspection.inputSize);
    if (image) further.show({ inspection, specs, unmoved: image, warp: own.imageWarp });
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
      if (time.receive(message)) return;
      switch (message.type) {
        case 'select':
          own.chooseDigit();
          picker.show(message.index);
          select(message.index);
          return;
        case 'cannotInspect':
          if (message.index === index) refused(`digit ${message.index}`, message.message);
          else requests.answered(`digit ${message.index}`);
          return;
        case 'looked':
          looked(message.question, message.inspection);
          return;
        case 'cannotLook':
          refused(`look ${message.question}`, message.message);
          return;
        case 'answered':
          further.answered(message.question, message.answer);
          return;
        case 'unanswered':
          further.unanswered(message.question, message.message);
          return;
        case 'event':
          if (message.event.type === 'inspection') {
            digitComputed(message.event);
            return;
          }
          store.receive(message);
          if (message.event.type === 'started') begin();
          time.show(store.history);
          if (message.event.type === 'started' || message.event.type === 'samples') followEpochs();
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
    unmoved = undefined;
    further.forget();
    const size = store.history?.started.dataset.size;
    own.setSize(size);
    if (size) handles.show(own.imageWarp, size);
  }
}

main();
