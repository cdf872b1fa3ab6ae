/** report.html: a whole run on one page that needs nothing but a browser. */
import { messageOf } from '../../src/shared/messageOf';
import { decodeLine, parseMessage } from '../../src/shared/messages';
import { protocolVersion } from '../../src/shared/trainerProtocol';
import { hostMessageSchema, type RunStatus } from '../../src/shared/viewProtocol';
import { epochFileSchema } from '../../src/shared/epochFiles';
import type { ReportedRun } from '../../src/shared/reportedRun';
import { AlignmentPanel } from '../parts/alignment/alignmentPanel';
import { Banner } from '../parts/page/banner';
import { ConfusionMatrix } from '../parts/confusion/confusionMatrix';
import { collapseSentence } from '../parts/run/collapseWords';
import { describeEpoch } from '../parts/digits/digitWords';
import { byId, element } from '../parts/page/dom';
import { downloads } from '../parts/export/downloads';
import { provideDestination } from '../parts/export/pageDestination';
import { EpochTable } from '../parts/run/epochTable';
import { FactList } from '../parts/run/factList';
import { runFacts } from '../parts/run/facts';
import type { Pair } from '../parts/run/pair';
import { factsOfEach, PairPanel } from '../parts/run/pairPanel';
import { formatCount, formatTime } from '../parts/page/format';
import { oncePerFrame } from '../parts/page/frame';
import { RecoveredPanel } from '../parts/theta/recoveredPanel';
import { RunCharts } from '../parts/charts/runCharts';
import { SpreadPanel } from '../parts/theta/spreadPanel';
import { scrolled } from '../parts/page/scrolled';
import { onThemeChange } from '../parts/page/theme';
import { configTable } from './configTable';
import { transforms } from './transforms';

/** Of a run on a page: nobody is at work on it here. */
const status: RunStatus = { phase: 'idle', message: '', fraction: null };

function main(): void {
  const app = byId('app');
  provideDestination(downloads);
  try {
    app.append(...page(readRun()));
  } catch (error) {
    const banner = new Banner('error', 'complaint');
    banner.show(`This report can’t be shown. ${messageOf(error)}`);
    app.append(banner.element);
  }
}

/** Checked as the extension's views check it: the page may have been edited, or made by another version. */
function readRun(): ReportedRun {
  const run = decodeLine(byId('run').textContent);
  const told: { alignment?: unknown; other?: unknown } = typeof run === 'object' && run !== null ? run : {};
  const snapshot = parseMessage(
    hostMessageSchema,
    {
      ...{ type: 'snapshot', protocol: protocolVersion, status, history: run },
      twin: told.other === undefined ? null : { status, history: told.other },
    },
    'the page',
  );
  if (snapshot.type !== 'snapshot' || !snapshot.history) throw new Error('The page holds no run.');
  const { history, twin } = snapshot;
  const alignment =
    told.alignment === undefined ? undefined : parseMessage(epochFileSchema, told.alignment, 'the page');
  return {
    ...history,
    ...(alignment?.type === 'alignment' && { alignment }),
    ...(twin?.history && { other: twin.history }),
  };
}

function page(history: ReportedRun): HTMLElement[] {
  const { started, end } = history;
  const pair = pairOf(history);
  const facts = new FactList();
  facts.show(runFacts(history, false).filter(({ id }) => !pair || !factsOfEach.includes(id)));
  const notice = new Banner('notice', 'notice');
  notice.show(started.dataset.notice);
  const failure = new Banner('error', 'failure');
  failure.show(end?.type === 'failed' ? end.message : '');
  const collapse = new Banner('warning', 'collapse');
  collapse.show(collapseSentence(history));
  const charts = new RunCharts();
  charts.show(pair?.main ?? history, pair?.twin);
  const recovered = new RecoveredPanel();
  recovered.show(history);
  const spread = new SpreadPanel();
  const last = history.breakdowns.at(-1)?.epoch ?? 0;
  spread.show(history, last);
  const alignment = new AlignmentPanel();
  const noImages = { sentence: 'The run folder had no mean images of the last epoch.' };
  alignment.show(history, last, history.alignment ?? noImages);
  onThemeChange(
    oncePerFrame(() => {
      charts.retheme();
      recovered.retheme();
      spread.retheme();
      alignment.retheme();
    }),
  );
  const epochs = new EpochTable(true);
  epochs.show(history.epochs);
  return [
    element(
      'header',
      { class: 'title' },
      element(
        'h1',
        {},
        `${started.network.transformers.length > 0 ? 'Spatial transformer' : 'Network without a transformer'} on ${started.dataset.name}`,
      ),
      element(
        'p',
        { class: 'muted numbers' },
        `${formatTime(started.time)} · ${formatCount(started.network.parameters)} parameters · ${started.directory}`,
      ),
    ),
    failure.element,
    notice.element,
    collapse.element,
    ...(pair ? [pairSection(pair, history)] : []),
    facts.element,
    charts.element,
    recovered.element,
    ...matrixOfEnd(history),
    spread.element,
    alignment.element,
    ...(history.samples.length > 0 ? [transforms(history)] : []),
    element(
      'div',
      { class: 'tables' },
      element('section', {}, element('h2', {}, 'Epochs'), scrolled('Epochs', epochs.element)),
      configTable(started.config),
    ),
  ];
}

/** Both runs of a comparison; undefined where the run was trained alone. */
function pairOf(history: ReportedRun): Pair | undefined {
  const { other } = history;
  if (!other) return undefined;
  const isTwin = history.started.network.transformers.length === 0;
  return isTwin ? { main: other, twin: history } : { main: history, twin: other };
}

/** The comparison, and the way to the other run's own report. */
function pairSection({ main, twin }: Pair, { other }: ReportedRun): HTMLElement {
  const panel = new PairPanel();
  panel.show({ status, history: main }, { status, history: twin });
  if (other?.end?.type !== 'finished') return panel.element;
  const folder = other.started.directory.split(/[\\/]/).at(-1) ?? '';
  panel.element.append(
    element(
      'p',
      {},
      element(
        'a',
        { href: `../${encodeURIComponent(folder)}/report.html`, 'data-testid': 'other-report' },
        other === twin ? 'Report of the run without a transformer' : 'Report of the run with the transformer',
      ),
    ),
  );
  return panel.element;
}

/** What is taken for what after the last epoch; nothing where the run does not tell. */
function matrixOfEnd({ breakdowns, started }: ReportedRun): HTMLElement[] {
  const last = breakdowns.at(-1);
  if (!last) return [];
  const matrix = new ConfusionMatrix();
  matrix.show(last, started.dataset.classNames);
  const epoch = element('span', { 'data-testid': 'confusion-epoch' }, describeEpoch(last.epoch));
  return [element('section', {}, element('h2', {}, 'What is taken for what ', epoch), matrix.element)];
}

main();
