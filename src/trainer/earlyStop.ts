/** Ends a run that no longer gets better. */

export interface EarlyStopState {
  /** Test loss; infinite before any epoch. */
  readonly lowest: number;
  /** The epoch with that test loss; 0 before any. */
  readonly best: number;
}

export class EarlyStop {
  /**
   * @param patience epochs without a lower test loss that end the run; 0 never ends it
   * @param current where it goes on from
   */
  constructor(
    private readonly patience: number,
    private current: EarlyStopState = { lowest: Infinity, best: 0 },
  ) {}

  get state(): EarlyStopState {
    return this.current;
  }

  /** @param testLoss of this epoch */
  add(epoch: number, testLoss: number): void {
    if (testLoss < this.current.lowest) this.current = { lowest: testLoss, best: epoch };
  }

  /** Whether the run is to end with this epoch, whose test loss was added. */
  isOver(epoch: number): boolean {
    return this.patience > 0 && epoch - this.current.best >= this.patience;
  }

  /** One sentence for the log. */
  sentence(epoch: number): string {
    const { best, lowest } = this.current;
    const epochs = this.patience === 1 ? '1 epoch' : `${this.patience} epochs`;
    return `Stopped early after epoch ${epoch}: ${epochs} brought no lower test loss than epoch ${best} (${lowest.toFixed(4)}).`;
  }
}
