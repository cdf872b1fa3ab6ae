/** Sliders that turn, scale, shear and shift the input, and a way back. */
import { button } from '../parts/controls';
import { element, setText } from '../parts/dom';
import { formatSigned } from '../parts/format';
import { unwarped, type ImageWarp } from './imageWarp';
import { Slider } from './slider';

type Term = keyof ImageWarp;

const pixels = (value: number): string => `${formatSigned(value, 1)} px`;

const terms: readonly {
  term: Term;
  label: string;
  range: readonly [minimum: number, maximum: number, step: number];
  describe: (value: number) => string;
}[] = [
  {
    term: 'rotation',
    label: 'Rotation',
    range: [-180, 180, 1],
    describe: (value) => `${formatSigned(value, 0)}°`,
  },
  { term: 'scale', label: 'Scale', range: [0.5, 1.5, 0.01], describe: (value) => `×${value.toFixed(2)}` },
  { term: 'shear', label: 'Shear', range: [-1, 1, 0.01], describe: (value) => formatSigned(value, 2) },
  { term: 'x', label: 'Right', range: [-20, 20, 0.5], describe: pixels },
  { term: 'y', label: 'Down', range: [-20, 20, 0.5], describe: pixels },
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
    this.sliders = terms.map(({ term, label, range: [minimum, maximum, step], describe }) => {
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

  /** @param channels of the input */
  setChannels(channels: number): void {
    setText(this.note, channels > 1 ? 'Both digits are moved alike.' : '');
  }

  private reset(): void {
    for (const [term, slider] of this.sliders) slider.value = unwarped[term];
    this.changed();
    this.settled();
  }
}
