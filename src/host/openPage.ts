/** A page of a run folder, such as its report, in a browser where one here can open it. */
import * as vscode from 'vscode';

/** Whether the run folders are on the machine whose screen this is. */
export function isLocal(): boolean {
  return vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
}

export async function openPage(file: string): Promise<void> {
  const uri = vscode.Uri.file(file);
  if (isLocal()) await vscode.env.openExternal(uri);
  else await vscode.commands.executeCommand('vscode.open', uri);
}
