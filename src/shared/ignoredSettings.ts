/**
 * Settings that were given and change nothing, because another one leaves no use for them. They are no reason to refuse a
 * run (whoever tries settings out switches one kind for another), but neither to keep silent.
 */
import { defaultConfig, type Config } from './config';

interface Rule {
  /** Of a group of settings, or of all (`''`). */
  readonly group: '' | 'distortion' | 'transformer' | 'sampler' | 'localization' | 'schedule';
  /** Its settings that may be without use; all of them where there are none. */
  readonly keys: readonly string[];
  readonly isUseless: (config: Config) => boolean;
  readonly because: (config: Config) => string;
}

const rules: readonly Rule[] = [
  {
    group: 'distortion',
    keys: [
      ...[
        'rotation',
        'smallestScale',
        'largestScale',
        'shear',
        'place',
        'corners',
        'controlPoints',
        'clutter',
      ],
    ],
    isUseless: ({ distortion }) => distortion.kind !== 'custom',
    because: ({ distortion }) => `stn.distortion.kind is "${distortion.kind}" and not "custom"`,
  },
  {
    group: 'transformer',
    keys: ['controlPoints', 'bounded'],
    isUseless: ({ transformer }) => transformer.kind !== 'tps' && transformer.kind !== 'none',
    because: ({ transformer }) => `stn.transformer.kind is "${transformer.kind}" and not "tps"`,
  },
  ...(['transformer', 'localization'] as const).map((group): Rule => ({
    group,
    keys: [],
    isUseless: ({ transformer }) => transformer.kind === 'none',
    because: () => 'stn.transformer.kind is "none"',
  })),
  {
    group: 'sampler',
    // alignCorners says in which coordinates poses are told, too.
    keys: ['mode', 'padding'],
    isUseless: ({ transformer }) => transformer.kind === 'none',
    because: () => 'stn.transformer.kind is "none"',
  },
  {
    group: 'schedule',
    keys: ['epochs', 'factor'],
    isUseless: ({ schedule }) => schedule.kind !== 'step',
    because: ({ schedule }) => `stn.schedule.kind is "${schedule.kind}" and not "step"`,
  },
  {
    group: 'schedule',
    keys: ['epochs', 'factor'],
    isUseless: ({ schedule, epochs }) => schedule.kind === 'step' && schedule.epochs >= epochs,
    because: ({ epochs }) => `the run ends before the first step, after stn.epochs ${epochs}`,
  },
  {
    group: '',
    keys: ['earlyStop'],
    isUseless: ({ earlyStop, epochs }) => earlyStop >= epochs,
    because: ({ epochs }) => `stn.epochs is ${epochs}`,
  },
  {
    group: '',
    keys: ['momentum'],
    isUseless: ({ optimizer }) => optimizer !== 'momentum' && optimizer !== 'nesterov',
    because: ({ optimizer }) => `stn.optimizer is "${optimizer}" and has no such momentum`,
  },
];

/** One sentence for each reason. */
export function ignoredSettings(config: Config): string[] {
  const defaults = defaultConfig();
  return rules
    .filter(({ isUseless }) => isUseless(config))
    .flatMap(({ group, keys, because }) => {
      const [given, usual] = [config, defaults].map(
        (whole) => (group === '' ? whole : whole[group]) as Record<string, unknown>,
      );
      const changed = (keys.length > 0 ? keys : Object.keys(usual))
        .filter((key) => key !== 'kind' && JSON.stringify(given[key]) !== JSON.stringify(usual[key]))
        .map((key) => ['stn', group, key].filter((part) => part !== '').join('.'));
      if (changed.length === 0) return [];
      const names = new Intl.ListFormat('en').format(changed);
      return [`${names} ${changed.length === 1 ? 'changes' : 'change'} nothing, since ${because(config)}.`];
    });
}
