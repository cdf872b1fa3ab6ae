/** The extension under test, and what the tests do with it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { StnLabApi } from '../../src/extension';
import type { RunStatus } from '../../src/shared/viewProtocol';

export type Phase = RunStatus['phase'];

export function extension(): vscode.Extension<StnLabApi> {
  const found = vscode.extensions.getExtension<StnLabApi>('stn-lab.stn-lab');
  assert.ok(found, 'The extension is not installed.');
  return found;
}

export async function lab(): Promise<StnLabApi> {
  return await extension().activate();
}

export async function until(what: string, condition: () => boolean, milliseconds = 60_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Not in ${milliseconds / 1000} s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits for a phase; a failure that nobody wanted ends the wait at once. */
export async function phase(api: StnLabApi, ...wanted: Phase[]): Promise<void> {
  const { runs } = api;
  const ended = (): boolean => wanted.includes(runs.status.phase) || runs.status.phase === 'failed';
  await until(`phase ${wanted.join(' or ')}`, ended);
  const { phase: reached, message } = runs.status;
  assert.ok(wanted.includes(reached), `The phase is ${reached} and not ${wanted.join(' or ')}: ${message}`);
}

/** Starts and leaves the user's answers to notifications to the test. */
export function train(): Thenable<unknown> {
  return vscode.commands.executeCommand('stn.train');
}

export async function set(settings: Record<string, unknown>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('stn');
  for (const [key, value] of Object.entries(settings)) {
    await configuration.update(key, value, vscode.ConfigurationTarget.Global);
  }
}

export { isAlive } from '../../src/files/isAlive';

interface Shown {
  readonly message: string;
  readonly buttons: readonly string[];
}

type Kind = 'showErrorMessage' | 'showWarningMessage';

/** Answers the extension's notifications in the user's place, and notes what they said. */
export class Notifications {
  readonly shown: Shown[] = [];
  private readonly originals = new Map<Kind, unknown>();
  private readonly answers: (string | undefined)[] = [];

  constructor() {
    for (const kind of ['showErrorMessage', 'showWarningMessage'] as const) {
      this.originals.set(kind, vscode.window[kind]);
      this.replace(
        kind,
        (message: string, ...rest: (string | vscode.MessageItem | vscode.MessageOptions)[]) => {
          const items = rest.filter((item) => typeof item === 'string' || 'title' in item);
          const titleOf = (item: string | vscode.MessageItem): string =>
            typeof item === 'string' ? item : item.title;
          this.shown.push({ message, buttons: items.map(titleOf) });
          const answer = this.answers.shift();
          return Promise.resolve(items.find((item) => titleOf(item) === answer));
        },
      );
    }
  }

  /** The answer to the next notification; without one it is closed. */
  answer(button: string): void {
    this.answers.push(button);
  }

  /** What was shown, which must be one notification and no more. */
  get only(): Shown {
    assert.equal(this.shown.length, 1, `Shown: ${JSON.stringify(this.shown)}`);
    return this.shown[0];
  }

  dispose(): void {
    for (const [kind, original] of this.originals) this.replace(kind, original);
  }

  private replace(kind: Kind, value: unknown): void {
    Object.defineProperty(vscode.window, kind, { value, configurable: true, writable: true });
  }
}
