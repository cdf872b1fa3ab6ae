/** Sliders that turn, scale, shear and shift the input, and a way back. */
import { button } from '../../parts/page/controls';
import { element, setText } from '../../parts/page/dom';
import { formatSigned } from '../../parts/page/format';
import { unwarped, warpRanges, type ImageWarp } from './imageWarp';
import { Slider } from './slider';

type Term = keyof ImageWarp;

const pixels = (value: number): string => `${formatSigned(value, 1)} px`;

const terms: readonly {
  term: Term;
  label: string;
  describe: (value: number) => string;
}[] = [
  {
    term: 'rotation',
    label: 'Rotation',
    describe: (value) => `${formatSigned(value, 0)}°`,
  },
  { term: 'scale', label: 'Scale', describe: (value) => `×${value.toFixed(2)}` },
  { term: 'shear', label: 'Shear', describe: (value) => formatSigned(value, 2) },
  { term: 'x', label: 'Right', describe: pixels },
  { term: 'y', label: 'Down', describe: pixels },
];

export class WarpSliders {
  readonly element: HTMLElement;
  private readonly sliders: readonly (readonly [Term, Slider])[];
  private readonly note = element('p', { class: 'muted' });

  /**
   * @param changed while one moves
   * @param settled when it rests
   */
  constructor(
    warp: ImageWarp,
    private readonly changed: () => void,
    private readonly settled: () => void,
  ) {
    this.sliders = terms.map(({ term, label, describe }) => {
      const [minimum, maximum, step] = warpRanges[term];
      const options = { label, testId: `warp-${term}`, minimum, maximum, step, describe };
      return [term, new Slider({ ...options, value: warp[term], input: changed, settled })];
    });
    this.element = element(
      'div',
      { class: 'warp', role: 'group', 'aria-label': 'Move the input', 'data-testid': 'warp' },
      ...this.sliders.map(([, slider]) => slider.element),
      button({
        label: 'Reset',
        testId: 'warp-reset',
        title: 'Show the input as it was',
        press: () => this.reset(),
      }).element,
      this.note,
    );
  }

  get warp(): ImageWarp {
    const valueOf = (term: Term): number => this.sliders.find(([name]) => name === term)?.[1].value ?? 0;
    return {
      rotation: valueOf('rotation'),
      scale: valueOf('scale'),
      shear: valueOf('shear'),
      x: valueOf('x'),
      y: valueOf('y'),
    };
  }

  /** Each is held within its range. */
  set warp(warp: ImageWarp) {
    for (const [term, slider] of this.sliders) slider.value = warp[term];
  }

  /** @param channels of the input */
  setChannels(channels: number): void {
    setText(this.note, channels > 1 ? 'Both digits are moved alike.' : '');
  }

  private reset(): void {
    this.warp = unwarped;
    this.changed();
    this.settled();
  }
}
