/** The dashboard: a run's charts, facts and sampled digits as they grow, and the buttons that steer it. */
import { isBusy, leading } from '../../src/shared/runPair';
import { Banner } from '../parts/page/banner';
import { button } from '../parts/page/controls';
import { collapseSentence } from '../parts/run/collapseWords';
import { byId, element, setAttribute } from '../parts/page/dom';
import { HostDestination } from '../parts/export/hostDestination';
import { provideDestination } from '../parts/export/pageDestination';
import { FactList } from '../parts/run/factList';
import { runFacts, type Fact } from '../parts/run/facts';
import { factsOfEach, PairPanel } from '../parts/run/pairPanel';
import { oncePerFrame } from '../parts/page/frame';
import { connectHost } from '../parts/page/host';
import { memoryOf } from '../parts/page/memory';
import { RunCharts } from '../parts/charts/runCharts';
import { SpreadPanel } from '../parts/theta/spreadPanel';
import { RunStore } from '../parts/run/store';
import { onThemeChange } from '../parts/page/theme';
import { availability } from './availability';
import { ControlBar } from './controlBar';
import { differenceSentence } from './differenceWords';
import { failureSentences } from './failures';
import { AlignmentAtEpoch } from './time/alignmentAtEpoch';
import { RecoveredAtEpoch } from './time/recoveredAtEpoch';
import { samplesChoices } from './samples/samplesChoices';
import { SamplesPanel } from './samples/samplesPanel';
import { TestSetPanel } from './testSet/testSetPanel';
import { SharedEpoch } from '../parts/time/sharedEpoch';
import { Timeline } from '../parts/time/timeline';
import { Toolbar } from './toolbar';
import { Welcome } from './welcome';

function main(): void {
  const host = connectHost();
  const store = new RunStore();
  const exports = new HostDestination(host);
  provideDestination(exports);
  const train = (): void => host.post({ type: 'command', command: 'train' });
  const again = button({
    label: 'Train again',
    testId: 'train-again',
    primary: true,
    press: () => host.post({ type: 'command', command: store.twin ? 'compare' : 'train' }),
  });

  const toolbar = new Toolbar(host);
  const control = new ControlBar(host);
  const complaint = new Banner('error', 'complaint');
  const failure = new Banner('error', 'failure', [
    again.element,
    button({
      label: 'Show log',
      testId: 'show-log',
      press: () => host.post({ type: 'command', command: 'showLog' }),
    }).element,
  ]);
  const twinFailure = new Banner('error', 'twin-failure');
  const notice = new Banner('notice', 'notice');
  const differences = new Banner('notice', 'settings-differ', [
    button({
      label: 'Restart with them',
      testId: 'restart-with-settings',
      press: () => host.post({ type: 'command', command: 'restartWithSettings' }),
    }).element,
  ]);
  const pair = new PairPanel();
  const collapse = new Banner('warning', 'collapse', [
    button({
      label: 'Open Settings',
      testId: 'collapse-settings',
      press: () => host.post({ type: 'command', command: 'openSettings' }),
    }).element,
  ]);
  const facts = new FactList();
  const memory = memoryOf(host);
  const charts = new RunCharts(memory);
  const inspect = (index: number): void => host.post({ type: 'inspect', index });
  const timeline = new Timeline(
    {
      isReady: (epoch) => digits.isReady(epoch),
      changed: () => {
        digits.remember();
        shared.tell();
        drawSoon();
      },
    },
    samplesChoices(host.recall()),
  );
  const shared: SharedEpoch = new SharedEpoch(host, timeline.player);
  const digits: SamplesPanel = new SamplesPanel(host, timeline.player, () => drawSoon());
  const recovered = new RecoveredAtEpoch(host, timeline.player, inspect);
  const testSet = new TestSetPanel(host, timeline.player, inspect);
  const spread = new SpreadPanel(memory);
  const alignment = new AlignmentAtEpoch(host, timeline.player);
  const answered = [exports, digits, recovered, testSet, alignment];
  const introduction = new Welcome(train);
  const run = element(
    'div',
    { class: 'run', hidden: true },
    pair.element,
    facts.element,
    charts.element,
    element('div', { class: 'beside' }, digits.element, recovered.element),
    testSet.element,
    spread.element,
    alignment.element,
  );
  // In reach wherever the page is scrolled to.
  toolbar.element.append(timeline.element);
  byId('app').append(
    element('h1', { class: 'unseen' }, 'STN dashboard'),
    toolbar.element,
    control.element,
    complaint.element,
    failure.element,
    twinFailure.element,
    notice.element,
    differences.element,
    collapse.element,
    introduction.element,
    run,
  );

  const draw = (): void => {
    if (!store.known) return;
    const { status, history, twin } = store;
    toolbar.show(store);
    control.show(store);
    differences.show(differenceSentence(store.differences));
    timeline.show(history);
    const failures = failureSentences(store);
    failure.show(failures.main);
    twinFailure.show(failures.twin);
    again.setEnabled(availability(store).train);
    notice.show(history?.started.dataset.notice ?? '');
    if (history || status.phase === 'failed') introduction.hide();
    else introduction.show(isBusy(status));
    collapse.show(history ? collapseSentence(history) : '');
    run.hidden = history === undefined;
    setAttribute(document.body, 'data-phase', leading({ status, history }, twin).status.phase);
    if (!history) return;
    const plain = twin?.history;
    const isFactOfBoth = ({ id }: Fact): boolean => plain === undefined || !factsOfEach.includes(id);
    if (plain) pair.show({ status, history }, { status: twin.status, history: plain });
    else pair.hide();
    facts.show(runFacts(history, isBusy(status)).filter(isFactOfBoth));
    charts.show(history, plain);
    recovered.show(history);
    digits.show(history, plain);
    testSet.show(history);
    spread.show(history, timeline.player.epoch);
    alignment.show(history);
  };
  const drawSoon = oncePerFrame(draw);

  onThemeChange(
    oncePerFrame(() => {
      charts.retheme();
      recovered.retheme();
      spread.retheme();
      alignment.retheme();
    }),
  );
  host.listen({
    receive: (message) => {
      // The page may not have been drawn since it heard of the epoch.
      if (message.type === 'showEpoch') timeline.show(store.history);
      shared.receive(message);
      const isAnswer = answered.some((panel) => panel.receive(message));
      if (isAnswer || store.receive(message)) drawSoon();
    },
    complain: (sentence) => complaint.show(sentence),
  });
}

main();
