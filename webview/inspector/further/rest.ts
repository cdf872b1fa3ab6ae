/** Puts off what takes long until the image rests: while it is moved, each move's own picture comes first. */

/** The image is to stand still for so long, in milliseconds: less than an epoch stands at the fastest speed. */
const restMs = 100;

export class Rest {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly work: () => void) {}

  /** In place of what was put off before. @param isMoved false: there is nothing to wait for */
  putOff(isMoved: boolean): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.work, isMoved ? restMs : 0);
  }
}
