/** What a view's panel needs of the `vscode` module: it takes note of the commands. */

/** Identifiers of the commands that were run. */
export const executed: string[] = [];

export const vscode = {
  Uri: { joinPath: (...parts: string[]) => parts.join('/') },
  ViewColumn: { Beside: -2 },
  l10n: { t: (text: string) => text },
  env: { language: 'en' },
  commands: { executeCommand: (id: string) => Promise.resolve(executed.push(id)) },
};
