/** All presets, in the order in which they are listed. */
import { paperPresets } from './paperPresets';
import { practicePresets } from './practice';
import type { Preset } from './preset';

export type { Preset } from './preset';

export interface PresetGroup {
  readonly title: string;
  readonly presets: readonly Preset[];
}

export function presetGroups(): PresetGroup[] {
  return [
    { title: 'STN Lab', presets: practicePresets },
    { title: 'The paper’s tables, short budget', presets: paperPresets('short') },
    { title: 'The paper’s tables, full budget', presets: paperPresets('full') },
  ];
}

export function findPreset(name: string): Preset | undefined {
  return presetGroups()
    .flatMap(({ presets }) => presets)
    .find((preset) => preset.name === name);
}

/** Its settings as settings.json, and `--config`, have them. */
export function presetJson({ settings }: Preset): string {
  return JSON.stringify(settings, undefined, 2) + '\n';
}
