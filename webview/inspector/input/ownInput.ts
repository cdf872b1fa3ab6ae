/** The input as a person makes it: a test digit, a drawing or a PNG, moved by sliders. */
import type { ImageSize } from '../../../src/shared/trainerProtocol';
import { Choices } from '../../parts/page/choices';
import { button } from '../../parts/page/controls';
import { element, setText } from '../../parts/page/dom';
import { DrawingPad } from './drawingPad';
import { isUnwarped, warpImage, type ImageWarp } from './imageWarp';
import { readPicture } from './pictureFile';
import { penWidths, type Remembered, type Source } from '../remembered';
import { imageOfSheet, isBlank } from './sheet';
import { Slider } from './slider';
import { WarpSliders } from './warpSliders';

const labels: Record<Source, string> = { digit: 'Test digit', drawing: 'Draw', png: 'PNG' };

const hints: Record<Exclude<Source, 'digit'>, string> = {
  drawing: 'Nothing is drawn yet: draw a digit in the field, with the pointer or with arrow keys and Space.',
  png: 'There is no PNG yet: choose one with a digit on it, or drop it on this page (in the editor, hold Shift).',
};

export interface OwnInputListener {
  /** There is another input to look at. */
  readonly changed: () => void;
  /** It rests: time to remember it. */
  readonly settled: () => void;
}

export class OwnInput {
  readonly element: HTMLElement;
  readonly choices: Choices;
  private source: Source;
  /** Of the network's input; 0 while there is no network. */
  private channels = 0;
  private readonly drawing: Uint8Array;
  private png: Uint8Array;
  private readonly warp: WarpSliders;
  private readonly penWidth: Slider;
  private readonly centred = element('input', { type: 'checkbox', 'data-testid': 'centred' });
  private readonly hint = element('p', { class: 'hint', role: 'status', 'data-testid': 'input-hint' });
  private readonly problem = element('p', {
    class: 'problem',
    role: 'alert',
    'data-testid': 'png-problem',
  });
  private readonly drawingPane: HTMLElement;
  private readonly pngPane: HTMLElement;
  private readonly centring: HTMLElement;

  constructor(
    remembered: Remembered,
    private readonly listener: OwnInputListener,
  ) {
    const { changed, settled } = listener;
    this.source = remembered.source;
    this.drawing = remembered.drawing;
    this.png = remembered.png;
    this.choices = new Choices('source', 'Input', (id) => this.choose(id as Source));
    this.warp = new WarpSliders(remembered.warp, changed, settled);
    this.penWidth = new Slider({
      label: 'Pen',
      testId: 'pen-width',
      minimum: penWidths.least,
      maximum: penWidths.most,
      step: 1,
      value: remembered.penWidth,
      // The sheet has four pixels for one of the digit's.
      describe: (width) => `${(width / 4).toFixed(2)} px`,
      input: () => undefined,
      settled,
    });
    this.centred.checked = remembered.isCentred;
    this.centred.addEventListener('change', () => {
      changed();
      settled();
    });
    const pad = new DrawingPad(this.drawing, () => this.penWidth.value, changed, settled);
    this.drawingPane = element(
      'div',
      { class: 'pane' },
      pad.element,
      element(
        'div',
        { class: 'tools' },
        this.penWidth.element,
        button({ label: 'Clear', testId: 'clear-drawing', press: () => pad.clear() }).element,
      ),
    );
    this.pngPane = this.makePngPane();
    this.centring = element('label', { class: 'centring' }, this.centred, ' Centre and scale like MNIST');
    this.element = element(
      'section',
      { class: 'own-input', 'aria-label': 'Input', 'data-testid': 'own-input' },
      this.drawingPane,
      this.pngPane,
      element('div', { class: 'moving' }, this.centring, this.warp.element),
      this.hint,
      this.problem,
    );
    this.setSize(undefined);
  }

  /** In a network of two channels each shows a digit of its own: nothing can be drawn there. */
  get shownSource(): Source {
    return this.channels === 1 ? this.source : 'digit';
  }

  /** Whether there is nothing drawn or loaded to look at. */
  get isBlank(): boolean {
    return isBlank(this.sheet);
  }

  get isMoved(): boolean {
    return !isUnwarped(this.warp.warp);
  }

  /** Its part of what is remembered. */
  get remembered(): Omit<Remembered, 'index' | 'further' | 'time'> {
    const { source, drawing, png } = this;
    return {
      ...{ source, drawing, png },
      warp: this.warp.warp,
      penWidth: this.penWidth.value,
      isCentred: this.centred.checked,
    };
  }

  /** @param size of the network's input; undefined where there is no network */
  setSize(size: ImageSize | undefined): void {
    this.channels = size?.channels ?? 0;
    this.element.hidden = !size;
    this.warp.setChannels(this.channels);
    this.arrange();
  }

  /** Back to test digits: one was chosen elsewhere. */
  chooseDigit(): void {
    this.source = 'digit';
    this.arrange();
  }

  /**
   * What was drawn or loaded, moved as the sliders say.
   * @param size of the network's input
   * @returns undefined where there is nothing; a hint then says so
   */
  image(size: ImageSize): Uint8Array | undefined {
    const source = this.shownSource;
    if (source === 'digit') return undefined;
    const image = this.unmovedImage(size);
    setText(this.hint, image ? '' : hints[source]);
    return image && this.move(image, size);
  }

  /** What was drawn or loaded, before it is moved; undefined where there is nothing. */
  unmovedImage(size: ImageSize): Uint8Array | undefined {
    return imageOfSheet(this.sheet, size, this.centred.checked);
  }

  /** How any input is moved. */
  get imageWarp(): ImageWarp {
    return this.warp.warp;
  }

  set imageWarp(warp: ImageWarp) {
    this.warp.warp = warp;
    this.listener.changed();
  }

  /** Any image, moved as the sliders say. */
  move(image: Uint8Array, size: ImageSize): Uint8Array {
    return this.isMoved ? warpImage(image, size, this.warp.warp) : image;
  }

  private get sheet(): Uint8Array {
    return this.source === 'png' ? this.png : this.drawing;
  }

  private choose(source: Source): void {
    this.source = source;
    this.arrange();
    this.listener.changed();
    this.listener.settled();
  }

  private arrange(): void {
    const source = this.shownSource;
    const offered: readonly Source[] = this.channels === 1 ? ['digit', 'drawing', 'png'] : ['digit'];
    this.choices.show(
      offered.map((id) => ({ id, label: labels[id], detail: '' })),
      source,
    );
    this.drawingPane.hidden = source !== 'drawing';
    this.pngPane.hidden = source !== 'png';
    this.centring.hidden = source === 'digit';
    setText(this.hint, '');
    setText(this.problem, '');
  }

  private makePngPane(): HTMLElement {
    const picker = element('input', {
      type: 'file',
      accept: 'image/png',
      hidden: true,
      'data-testid': 'png-file',
    });
    picker.addEventListener('change', () => {
      const file = picker.files?.[0];
      // Else the same file, changed meanwhile, could not be chosen again.
      if (file) void this.load(file).finally(() => (picker.value = ''));
    });
    document.addEventListener('dragover', (event) => event.preventDefault());
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file && this.channels === 1) void this.load(file);
    });
    return element(
      'div',
      { class: 'pane' },
      button({ label: 'Choose PNG…', testId: 'choose-png', press: () => picker.click() }).element,
      picker,
    );
  }

  private async load(file: File): Promise<void> {
    const read = await readPicture(file);
    if (this.shownSource !== 'png') this.choose('png');
    if (!read.ok) setText(this.problem, read.problem);
    else if (isBlank(read.sheet)) {
      setText(
        this.problem,
        `“${file.name}” shows nothing but its background; choose a PNG with a digit on it.`,
      );
    } else {
      setText(this.problem, '');
      this.png = read.sheet;
      this.listener.changed();
      this.listener.settled();
    }
  }
}
