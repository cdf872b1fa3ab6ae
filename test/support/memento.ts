/** What an editor keeps of a workspace, as VS Code's own gives it. */
import type { Memento } from 'vscode';

/** @param values are kept there, for a second window too */
export function memento(values: Map<string, unknown>): Memento {
  return {
    get: (key: string) => values.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
    keys: () => [...values.keys()],
  } as Memento;
}
