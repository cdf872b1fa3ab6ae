/** Saves and copies what a view has made of its pictures: a view itself can write no file. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { describeFailure } from '../../files/fileErrors';
import { replaceFile } from '../../files/replaceFile';
import type { ExportedFile } from '../../shared/exportedFile';
import type { HostMessageOf } from '../../shared/viewProtocol';
import { isLocal } from '../openPage';

/** The sentence is for the user; empty where they changed their mind. */
export type ExportOutcome = Pick<HostMessageOf<'exported'>, 'outcome' | 'message'>;

/** Where the last file went in this window: the next one most likely goes there too. */
let lastFolder: vscode.Uri | undefined;

/**
 * Asks where to, writes the file whole or not at all, and offers to open or show it. Never rejects.
 * @param runDirectory of the run that is shown; proposed at first
 */
export async function saveExport(
  { name, bytes }: ExportedFile,
  runDirectory: string | undefined,
): Promise<ExportOutcome> {
  const { t } = vscode.l10n;
  const kind = name.slice(name.lastIndexOf('.') + 1);
  try {
    const uri = await vscode.window.showSaveDialog({
      title: t('Save {0}', name),
      defaultUri: vscode.Uri.joinPath(lastFolder ?? firstFolder(runDirectory), name),
      filters: { [kind.toUpperCase()]: [kind] },
    });
    if (!uri) return { outcome: 'cancelled', message: '' };
    await write(uri, bytes);
    lastFolder = vscode.Uri.joinPath(uri, '..');
    void offer(uri);
    return { outcome: 'done', message: t('Saved.') };
  } catch (error) {
    return {
      outcome: 'failed',
      message: t(
        '{0} can’t be saved ({1}); put that right, or choose another folder.',
        name,
        describeFailure(error),
      ),
    };
  }
}

/** Never rejects. */
export async function copyText(text: string): Promise<ExportOutcome> {
  const { t } = vscode.l10n;
  try {
    await vscode.env.clipboard.writeText(text);
    return { outcome: 'done', message: t('Copied.') };
  } catch (error) {
    return {
      outcome: 'failed',
      message: t('The clipboard can’t be written ({0}); save a file instead.', describeFailure(error)),
    };
  }
}

function firstFolder(runDirectory: string | undefined): vscode.Uri {
  if (runDirectory !== undefined && existsSync(runDirectory)) return vscode.Uri.file(runDirectory);
  return vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
}

async function write(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  if (uri.scheme === 'file') replaceFile(uri.fsPath, bytes);
  // Such as a folder that another extension provides.
  else await vscode.workspace.fs.writeFile(uri, bytes);
}

async function offer(uri: vscode.Uri): Promise<void> {
  const { t } = vscode.l10n;
  const [open, reveal] = [t('Open'), t('Reveal')];
  const choice = await vscode.window.showInformationMessage(
    t('Saved {0}.', vscode.workspace.asRelativePath(uri)),
    ...[open, reveal],
  );
  if (choice === open) await vscode.commands.executeCommand('vscode.open', uri);
  if (choice === reveal) {
    await vscode.commands.executeCommand(isLocal() ? 'revealFileInOS' : 'revealInExplorer', uri);
  }
}
