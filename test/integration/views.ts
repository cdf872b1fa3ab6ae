import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lab, until } from './lab';

function tabs(viewType: string): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(viewType));
}

export function defineViewTests(): void {
  describe('the views', () => {
    afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

    for (const [command, view, viewType] of [
      ['stn.openDashboard', 'dashboard', 'stn.dashboard'],
      ['stn.inspect', 'inspector', 'stn.inspector'],
    ] as const) {
      it(`opens one ${view}, whose page reports`, async () => {
        const api = await lab();
        await vscode.commands.executeCommand(command);
        await vscode.commands.executeCommand(command);
        await until(`the ${view} is ready`, () => api[view].isReady);
        assert.equal(tabs(viewType).length, 1);
      });

      it(`brings the ${view} back after it was hidden, and forgets it when closed`, async () => {
        const api = await lab();
        await vscode.commands.executeCommand(command);
        await until(`the ${view} is ready`, () => api[view].isReady);
        const document = await vscode.workspace.openTextDocument();
        const column = tabs(viewType)[0]?.group.viewColumn ?? vscode.ViewColumn.Active;
        await vscode.window.showTextDocument(document, column);
        await until(`the ${view} is hidden`, () => !api[view].isReady);
        await vscode.commands.executeCommand(command);
        await until(`the ${view} is ready again`, () => api[view].isReady);
        await vscode.window.tabGroups.close(tabs(viewType));
        await until(`the ${view} is closed`, () => !api[view].isOpen);
      });
    }
  });
}
