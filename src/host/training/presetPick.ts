/** STN: Run Preset, as far as the user's choice. */
import * as vscode from 'vscode';
import { presetGroups, presetJson, type Preset } from '../../shared/presets';

interface PresetItem extends vscode.QuickPickItem {
  /** Absent in a separator. */
  readonly preset?: Preset;
}

/** Lists all presets; a button beside each copies its settings. @returns undefined where none is chosen */
export function pickPreset(): Promise<Preset | undefined> {
  const pick = vscode.window.createQuickPick<PresetItem>();
  pick.title = vscode.l10n.t('Run Preset');
  pick.placeholder = vscode.l10n.t('Data, engine, threads and folders stay as your settings have them');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = presetGroups().flatMap(({ title, presets }) => [
    { label: title, kind: vscode.QuickPickItemKind.Separator },
    ...presets.map(itemOf),
  ]);
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems.at(0)?.preset);
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item: { preset } }) => {
      if (preset) void copy(preset);
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function itemOf(preset: Preset): PresetItem {
  return {
    preset,
    label: preset.name,
    description: preset.title,
    detail: preset.detail,
    buttons: [{ iconPath: new vscode.ThemeIcon('copy'), tooltip: vscode.l10n.t('Copy Settings as JSON') }],
  };
}

async function copy(preset: Preset): Promise<void> {
  await vscode.env.clipboard.writeText(presetJson(preset));
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The settings of {0} are copied: paste them into settings.json.', preset.name),
  );
}
