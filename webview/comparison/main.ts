/** The comparison: several runs overlaid, in what they differ, and the same digit through two of them. */
import { HostDestination } from '../parts/export/hostDestination';
import { provideDestination } from '../parts/export/pageDestination';
import { Banner } from '../parts/page/banner';
import { button } from '../parts/page/controls';
import { byId, element, setText } from '../parts/page/dom';
import { oncePerFrame } from '../parts/page/frame';
import { connectHost } from '../parts/page/host';
import { memoryOf } from '../parts/page/memory';
import { onThemeChange } from '../parts/page/theme';
import { comparisonChoices, type ComparisonChoices } from './choices';
import { ComparisonCharts } from './comparisonCharts';
import { DifferencePanel } from './differencePanel';
import { DigitsPanel } from './digitsPanel';
import { RunsPanel } from './runsPanel';
import { ComparisonStore, isRead } from './store';

function main(): void {
  const host = connectHost();
  const exports = new HostDestination(host);
  provideDestination(exports);
  const memory = memoryOf(host);
  const store = new ComparisonStore();
  let choices = comparisonChoices(memory.recall());
  const change = (choice: Partial<ComparisonChoices>): void => {
    choices = { ...choices, ...choice };
    memory.remember({ compared: choices });
    drawSoon();
  };

  const title = element('h1', { 'data-testid': 'comparison-title' });
  const choose = button({
    label: 'Choose runs',
    testId: 'choose-runs',
    title: 'Choose which runs are compared',
    press: () => host.post({ type: 'chooseRuns' }),
  });
  const complaint = new Banner('error', 'complaint');
  const welcome = element(
    'p',
    { hidden: true, 'data-testid': 'comparison-welcome' },
    'Choose two runs or more: their curves overlaid, the settings in which they differ, and the same digit through two of them.',
  );
  const runs = new RunsPanel((name, isVisible) => {
    const others = choices.hidden.filter((hidden) => hidden !== name);
    change({ hidden: isVisible ? others : [...others, name] });
  });
  const charts = new ComparisonCharts(memory);
  const differences = new DifferencePanel();
  const digits: DigitsPanel = new DigitsPanel(host, choices, change, () => drawSoon());
  byId('app').append(
    element('header', { class: 'toolbar' }, title, choose.element),
    complaint.element,
    welcome,
    runs.element,
    charts.element,
    differences.element,
    digits.element,
  );

  const draw = (): void => {
    const { names, runs: all } = store;
    if (!names) return;
    setText(title, names.length === 0 ? 'No runs are compared yet' : `${names.length} runs compared`);
    choose.setPrimary(names.length === 0);
    welcome.hidden = names.length > 0;
    runs.show(all, choices.hidden);
    const read = all.filter(isRead);
    charts.element.hidden = read.length === 0;
    charts.show(read.filter(({ name }) => !choices.hidden.includes(name)));
    differences.show(read);
    digits.show(all, choices);
  };
  const drawSoon = oncePerFrame(draw);

  onThemeChange(oncePerFrame(() => charts.retheme()));
  host.listen({
    receive: (message) => {
      const isNews = exports.receive(message) || digits.receive(message) || store.receive(message);
      // By these a window that reloads knows its runs again.
      if (message.type === 'comparison') memory.remember({ names: message.names });
      if (isNews) drawSoon();
    },
    complain: (sentence) => complaint.show(sentence),
  });
}

main();
