/**
 * The sampled digits through all epochs: a column for each digit, a row for each epoch. Long sets are cut into tables
 * of ten columns, which fit a page.
 */
import type { RunHistory } from '../../src/shared/runHistory';
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import { digitsExport, type DigitsSource } from '../parts/digits/digitsExport';
import { exportMenu } from '../parts/export/exportMenu';
import { epochMs } from '../parts/time/epochPlayer';
import { className, countRight, describeDigit, describeEpoch } from '../parts/digits/digitWords';
import { element } from '../parts/page/dom';
import { drawImage, drawOutput } from '../parts/digits/digits';
import { formatPercent, formatProbability } from '../parts/page/format';
import { scrolled } from '../parts/page/scrolled';
import { pictureEdge } from '../parts/digits/pictureSize';

type Samples = TrainerEventOf<'samples'>;

const columns = 10;

/** Of a picture, in CSS pixels. */
const wantedEdge = 56;

export function transforms({ samples, epochs, started }: RunHistory): HTMLElement {
  const { classNames } = started.dataset;
  const isTransformed = started.network.transformers.length > 0;
  const count = samples.length > 0 ? samples[0].digits.length : 0;
  const accuracies = new Map(epochs.map(({ epoch, test }) => [epoch, test.accuracy]));
  const tables: HTMLElement[] = [];
  for (let from = 0; from < count; from += columns) {
    const places = Array.from({ length: Math.min(columns, count - from) }, (_, at) => from + at);
    tables.push(table(samples, places, { classNames, accuracies, isTransformed }));
  }
  const section = element(
    'section',
    { class: 'transforms' },
    element(
      'div',
      {},
      element('h2', {}, isTransformed ? 'Sampled transforms' : 'Sampled digits'),
      exportMenu(digitsExport(sourceOf({ samples, started }))),
    ),
    element(
      'p',
      { class: 'muted' },
      `The same test digits ${whenSeen(samples.length, epochs.length + 1)}: ${isTransformed ? 'what the spatial transformer made of them, and ' : ''}the prediction with its probability. A cross marks a wrong one.`,
    ),
    scrolled('Digits after every epoch', element('div', { class: 'tables' }, ...tables)),
  );
  if (samples.length > 0) {
    section.style.setProperty('--stn-digit', `${pictureEdge(samples[0], wantedEdge)}px`);
  }
  return section;
}

/** The last epoch's digits as a picture, all of the page's epochs as a film. */
function sourceOf({ samples, started }: Pick<RunHistory, 'samples' | 'started'>): DigitsSource {
  const newest = samples[samples.length - 1];
  const arrangement = { order: 'sampled', filter: 'all', layout: 'pairs', isGridShown: true } as const;
  return {
    shown: () => ({ samples: newest, started, arrangement }),
    epochs: () => samples.map(({ epoch }) => epoch),
    samplesOf: (epoch) => Promise.resolve(samples.find((known) => known.epoch === epoch)),
    epochMs: () => epochMs,
  };
}

/** A page has no room for all epochs of a long run. @param all with the one before training */
function whenSeen(shown: number, all: number): string {
  if (shown >= all) return 'after every epoch';
  return `after ${shown} of ${all} epochs, equally far apart (the run folder’s “samples” has them all)`;
}

/** What all epochs' rows have in common. */
interface Common {
  readonly classNames: readonly string[];
  /** By epoch. */
  readonly accuracies: ReadonlyMap<number, number>;
  readonly isTransformed: boolean;
}

function table(samples: readonly Samples[], places: readonly number[], common: Common): HTMLElement {
  const [first] = samples;
  return element(
    'table',
    { class: 'filmstrip numbers', 'data-testid': 'filmstrip' },
    // A head is repeated on every printed page.
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, 'Input'),
        ...places.map((at) => {
          const canvas = element('canvas', { class: 'pixels', 'aria-hidden': 'true' });
          drawImage(canvas, first.inputs, first.inputSize, at);
          const { label, index } = first.digits[at];
          return element(
            'th',
            { scope: 'col', title: `Test digit ${index}` },
            canvas,
            className(common.classNames, label),
          );
        }),
      ),
    ),
    element(
      'tbody',
      {},
      ...samples.map((epoch) =>
        element(
          'tr',
          { 'data-epoch': epoch.epoch },
          heading(epoch, common.accuracies.get(epoch.epoch)),
          ...places.map((at) => cell(epoch, at, common)),
        ),
      ),
    ),
  );
}

function heading(samples: Samples, accuracy: number | undefined): HTMLElement {
  const title = describeEpoch(samples.epoch);
  return element(
    'th',
    { scope: 'row', class: 'epoch' },
    element('span', { class: 'name' }, title.charAt(0).toUpperCase() + title.slice(1)),
    element('span', { class: 'muted' }, accuracy === undefined ? '' : formatPercent(accuracy)),
    element('span', { class: 'muted' }, countRight(samples)),
  );
}

function cell(samples: Samples, at: number, { classNames, isTransformed }: Common): HTMLElement {
  const digit = samples.digits[at];
  const isRight = digit.predicted === digit.label;
  // Before training nearly all are wrong, and that warns of nothing.
  const isWarned = !isRight && samples.epoch > 0;
  const canvas = element('canvas', {
    class: 'pixels',
    role: 'img',
    'aria-label': describeDigit(digit, classNames),
    'data-testid': 'digit-output',
    'data-index': digit.index,
    'data-epoch': samples.epoch,
  });
  drawOutput(canvas, samples, at);
  const prediction = `${isRight ? '' : '✗ '}${className(classNames, digit.predicted)} `;
  return element(
    'td',
    { class: isWarned ? 'digit wrong' : 'digit', title: describeDigit(digit, classNames) },
    ...(isTransformed ? [canvas] : []),
    // Of the picture's name this is a repetition.
    element(
      'span',
      isTransformed ? { 'aria-hidden': 'true' } : {},
      prediction,
      formatProbability(digit.probability, 0),
    ),
  );
}
