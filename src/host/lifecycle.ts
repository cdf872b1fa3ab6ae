/** Events and clean-up for the modules that must work, and be tested, without an editor around them. */

/** Structurally what `vscode.Disposable` is. */
export interface Disposable {
  dispose(): void;
}

export type Listen<T> = (listener: (value: T) => void) => Disposable;

/** Tells every listener, in the order they came. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<{ readonly tell: (value: T) => void }>();

  readonly event: Listen<T> = (tell) => {
    // An entry of its own, so that the same function may listen twice.
    const entry = { tell };
    this.listeners.add(entry);
    return { dispose: () => this.listeners.delete(entry) };
  };

  fire(value: T): void {
    // A copy: a listener may come or go while being told.
    for (const { tell } of [...this.listeners]) tell(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}

/** Disposes of everything it was given, newest first: what came later may use what came before. */
export class DisposableStore implements Disposable {
  private items: Disposable[] = [];
  private disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  dispose(): void {
    this.disposed = true;
    for (const item of this.items.reverse()) item.dispose();
    this.items = [];
  }
}
