/** `npm run train -- --list-presets` */
import { presetGroups } from '../../shared/presets';

/** A heading for each group, and a line for each preset. */
export function presetList(): string {
  const groups = presetGroups();
  const width = Math.max(...groups.flatMap(({ presets }) => presets.map(({ name }) => name.length)));
  return groups
    .map(({ title, presets }) =>
      [title, ...presets.map((preset) => `  ${preset.name.padEnd(width)}  ${preset.title}`)].join('\n'),
    )
    .join('\n\n');
}
