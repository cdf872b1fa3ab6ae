/** Ends a run that no longer gets better. */

export class EarlyStop {
  private lowest = Infinity;
  /** The epoch with that test loss; 0 before any. */
  private best = 0;

  /** @param patience epochs without a lower test loss that end the run; 0 never ends it */
  constructor(private readonly patience: number) {}

  /**
   * @param testLoss of this epoch
   * @returns whether the run is to end with it
   */
  isOver(epoch: number, testLoss: number): boolean {
    if (testLoss < this.lowest) {
      this.lowest = testLoss;
      this.best = epoch;
    }
    return this.patience > 0 && epoch - this.best >= this.patience;
  }

  /** One sentence for the log. */
  sentence(epoch: number): string {
    const epochs = this.patience === 1 ? '1 epoch' : `${this.patience} epochs`;
    return `Stopped early after epoch ${epoch}: ${epochs} brought no lower test loss than epoch ${this.best} (${this.lowest.toFixed(4)}).`;
  }
}
