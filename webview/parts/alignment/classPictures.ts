/** Mean image and standard deviation of every class, before and after the transformer: a column for each class. */
import type { EpochFileOf } from '../../../src/shared/epochFiles';
import type { ImageSize } from '../../../src/shared/trainerProtocol';
import { className } from '../digits/digitWords';
import { drawImage } from '../digits/digits';
import { element, setAttribute } from '../page/dom';
import { scrolled } from '../page/scrolled';
import { outputColumns, pictureEdge } from '../digits/pictureSize';

type Pictures = EpochFileOf<'alignment'>;

interface Row {
  readonly name: string;
  /** What it shows of a class, for those who can't see it. */
  readonly words: string;
  readonly of: (pictures: Pictures) => { readonly bytes: Uint8Array; readonly size: ImageSize };
}

export const classRows: readonly Row[] = [
  {
    name: 'Mean before',
    words: 'mean image before the transformer',
    of: ({ meansBefore, inputSize }) => ({ bytes: meansBefore, size: inputSize }),
  },
  {
    name: 'Mean after',
    words: 'mean image after the transformer',
    of: ({ meansAfter, outputSize }) => ({ bytes: meansAfter, size: outputSize }),
  },
  {
    name: 'Spread before',
    words: 'standard deviation of the pixels before the transformer',
    of: ({ deviationsBefore, inputSize }) => ({ bytes: deviationsBefore, size: inputSize }),
  },
  {
    name: 'Spread after',
    words: 'standard deviation of the pixels after the transformer',
    of: ({ deviationsAfter, outputSize }) => ({ bytes: deviationsAfter, size: outputSize }),
  },
];

/** Of a picture, in CSS pixels. */
const wantedEdge = 56;

export class ClassPictures {
  readonly element: HTMLElement;
  private readonly table = element('table', { class: 'class-pictures' });
  private canvases: HTMLCanvasElement[][] = [];
  private names = '';
  private shown: Pictures | undefined;

  constructor() {
    this.element = scrolled('Mean and spread of each class', this.table);
  }

  show(pictures: Pictures, classNames: readonly string[]): void {
    if (pictures === this.shown) return;
    this.shown = pictures;
    this.build(classNames);
    this.element.style.setProperty('--stn-digit', `${pictureEdge(pictures, wantedEdge)}px`);
    classRows.forEach((row, at) => {
      const { bytes, size } = row.of(pictures);
      const columns = size === pictures.outputSize ? outputColumns(pictures) : size.channels;
      this.canvases[at].forEach((canvas, label) => drawImage(canvas, bytes, size, label, columns));
    });
    setAttribute(this.table, 'data-epoch', pictures.epoch);
  }

  private build(classNames: readonly string[]): void {
    const names = classNames.join();
    if (names === this.names) return;
    this.names = names;
    this.canvases = classRows.map(({ words }) =>
      classNames.map((_, label) =>
        element('canvas', {
          class: 'pixels',
          role: 'img',
          'aria-label': `${className(classNames, label)}: ${words}`,
          'data-testid': 'class-picture',
        }),
      ),
    );
    this.table.replaceChildren(
      element(
        'thead',
        {},
        element('tr', {}, element('td'), ...classNames.map((name) => element('th', { scope: 'col' }, name))),
      ),
      element(
        'tbody',
        {},
        ...classRows.map(({ name }, at) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, name),
            ...this.canvases[at].map((canvas) => element('td', {}, canvas)),
          ),
        ),
      ),
    );
  }
}
