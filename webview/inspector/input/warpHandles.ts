/** The input moved on its picture: dragging shifts it, a handle at its corner turns and scales it; both also by keys. */
import type { ImageSize } from '../../../src/shared/trainerProtocol';
import { element } from '../../parts/page/dom';
import type { GridPoint } from '../../parts/digits/gridLines';
import { smallMargin } from '../pictures/channelRow';
import { movingPlace, turnedTo, turningPlace } from './handlePlaces';
import { unwarped, warpRanges, type ImageWarp } from './imageWarp';

type Step = (warp: ImageWarp) => ImageWarp;

const by = (change: Partial<ImageWarp>): Step => {
  return (warp) => ({
    ...warp,
    rotation: warp.rotation + (change.rotation ?? 0),
    scale: warp.scale + (change.scale ?? 0),
    x: warp.x + (change.x ?? 0),
    y: warp.y + (change.y ?? 0),
  });
};

const pixel = warpRanges.x[2];
const moves: Partial<Record<string, Step>> = {
  ArrowLeft: by({ x: -pixel }),
  ArrowRight: by({ x: pixel }),
  ArrowUp: by({ y: -pixel }),
  ArrowDown: by({ y: pixel }),
};
const turns: Partial<Record<string, Step>> = {
  ArrowLeft: by({ rotation: 5 }),
  ArrowRight: by({ rotation: -5 }),
  ArrowUp: by({ scale: 0.05 }),
  ArrowDown: by({ scale: -0.05 }),
};

export class WarpHandles {
  readonly element = element('div', { class: 'handles', 'data-testid': 'handles' });
  private readonly middle = handle('move-handle', 'Shift the input with the arrow keys');
  private readonly corner = handle(
    'turn-handle',
    'Turn the input with the left and right arrow keys, scale it with the up and down ones',
  );
  private warp: ImageWarp = unwarped;
  private size: ImageSize = { height: 28, width: 28, channels: 1 };

  /**
   * @param moved while it moves
   * @param settled when it rests
   */
  constructor(
    private readonly moved: (warp: ImageWarp) => void,
    private readonly settled: () => void,
  ) {
    this.element.append(this.middle, this.corner);
    this.drag(this.element, (from, start, to) => ({
      ...from,
      x: from.x + to.x - start.x,
      y: from.y + to.y - start.y,
    }));
    this.drag(this.corner, (from, _, to) => turnedTo(from, this.size, to));
    this.steer(this.middle, moves);
    this.steer(this.corner, turns);
  }

  show(warp: ImageWarp, size: ImageSize): void {
    Object.assign(this, { warp, size });
    this.place(this.middle, movingPlace(warp, size));
    this.place(this.corner, turningPlace(warp, size));
  }

  private place(handle: HTMLElement, { x, y }: GridPoint): void {
    const share = (place: number, edge: number): string => {
      const across = (place / edge + smallMargin) / (1 + 2 * smallMargin);
      // Where it stands beyond the picture it must still be found.
      return `${100 * Math.max(0, Math.min(1, across))}%`;
    };
    handle.style.left = share(x, this.size.width);
    handle.style.top = share(y, this.size.height);
  }

  /** @param follow from the warp and the point at the beginning, and the pointer, both in pixels of the image */
  private drag(
    target: HTMLElement,
    follow: (from: ImageWarp, start: GridPoint, to: GridPoint) => ImageWarp,
  ): void {
    let begun: { readonly from: ImageWarp; readonly start: GridPoint } | undefined;
    target.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      event.stopPropagation();
      target.setPointerCapture(event.pointerId);
      begun = { from: this.warp, start: this.locate(event) };
    });
    target.addEventListener('pointermove', (event) => {
      if (begun) this.moved(follow(begun.from, begun.start, this.locate(event)));
    });
    // However it ends: a captured pointer is always lost at last.
    target.addEventListener('lostpointercapture', () => {
      begun = undefined;
      this.settled();
    });
  }

  private steer(target: HTMLElement, steps: Partial<Record<string, Step>>): void {
    target.addEventListener('keydown', (event) => {
      const step = steps[event.key];
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      // The page's own arrow keys choose another digit.
      event.stopPropagation();
      this.moved(step(this.warp));
      this.settled();
    });
  }

  private locate(event: MouseEvent): GridPoint {
    const box = this.element.getBoundingClientRect();
    const { height, width } = this.size;
    const place = (share: number, edge: number): number =>
      share * edge * (1 + 2 * smallMargin) - smallMargin * edge;
    return {
      x: place((event.clientX - box.left) / box.width, width),
      y: place((event.clientY - box.top) / box.height, height),
    };
  }
}

function handle(testId: string, label: string): HTMLButtonElement {
  return element('button', { type: 'button', class: testId, 'aria-label': label, 'data-testid': testId });
}
