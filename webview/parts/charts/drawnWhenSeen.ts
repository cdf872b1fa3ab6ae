/** A chart that nobody sees is not drawn: chart.js works out all of it anew for every point that a run adds. */

interface Drawable {
  readonly canvas: HTMLCanvasElement;
  update(mode: 'none'): void;
}

/** How far outside of the window a chart is drawn already, so that scrolling meets none that is old. */
const margin = '50%';

export class DrawnWhenSeen {
  /** Until the browser has told. */
  private isSeen = true;
  private isDue = false;

  constructor(private readonly chart: Drawable) {
    const observer = new IntersectionObserver(
      (entries) => {
        this.isSeen = entries[entries.length - 1].isIntersecting;
        if (this.isSeen) this.catchUp();
      },
      // Within a webview's frame, margins are of the document alone.
      { root: document, rootMargin: margin },
    );
    observer.observe(chart.canvas);
    window.addEventListener('beforeprint', () => this.catchUp());
  }

  /** The chart's contents have changed. */
  changed(): void {
    this.isDue = true;
    if (this.isSeen) this.catchUp();
  }

  /** Draws what has changed, also unseen. */
  catchUp(): void {
    if (!this.isDue) return;
    this.isDue = false;
    this.chart.update('none');
  }
}
