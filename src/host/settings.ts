/** The user's `stn.*` settings, checked. */
import * as vscode from 'vscode';
import { configSchema, hostSettingsSchema, type Config, type HostSettings } from '../shared/config';
import { parseConfig, parseHostSettings, settingKeys, type Parsed } from '../shared/parseConfig';
import type { FlatSettings } from '../shared/presets/flatSettings';
import { resolveDirectory } from './directories';

/** What stays the user's also where a preset decides the rest: their data, their machine, how much they want to see. */
const ownKeys = [
  'dataset',
  'dataDirectory',
  'engine',
  'threads',
  'sampledDigits',
  'logInterval',
  'checkpointSeconds',
  'checkpointsKept',
] as const satisfies readonly (keyof Config)[];

/** Directories in it are absolute or empty. */
export function readConfig(): Parsed<Config> {
  return resolved(parseConfig(written(settingKeys(configSchema))));
}

/** A preset's settings over the defaults. Directories in it are absolute or empty. */
export function readPresetConfig(settings: FlatSettings): Parsed<Config> {
  return resolved(parseConfig({ ...settings, ...written(ownKeys) }));
}

/** Those alone, to be laid over many presets. Directories in it are absolute or empty. */
export function readOwnSettings(): Parsed<FlatSettings> {
  const config = readPresetConfig({});
  if (!config.ok) return config;
  return { ok: true, value: Object.fromEntries(ownKeys.map((key) => [`stn.${key}`, config.value[key]])) };
}

function resolved(parsed: Parsed<Config>): Parsed<Config> {
  if (!parsed.ok) return parsed;
  return { ok: true, value: { ...parsed.value, dataDirectory: absolute(parsed.value.dataDirectory) } };
}

/** Directories in it are absolute or empty. */
export function readHostSettings(): Parsed<HostSettings> {
  const parsed = parseHostSettings(written(settingKeys(hostSettingsSchema)));
  if (!parsed.ok) return parsed;
  const { nodePath, tensorflowDirectory, runsDirectory } = parsed.value;
  return {
    ok: true,
    value: {
      ...parsed.value,
      nodePath: nodePath.trim(),
      tensorflowDirectory: absolute(tensorflowDirectory),
      runsDirectory: absolute(runsDirectory),
    },
  };
}

/** Read key by key: the section as one object would hide which settings are a group. */
function written(keys: readonly string[]): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration('stn');
  return Object.fromEntries(
    keys
      .map((key) => [key, configuration.get<unknown>(key)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

function absolute(directory: string): string {
  return resolveDirectory(directory, vscode.workspace.workspaceFolders?.[0]?.uri.fsPath);
}
