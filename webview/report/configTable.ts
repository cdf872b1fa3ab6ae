/** The run's configuration, every setting with its value. */
import type { Config } from '../../src/shared/config';
import { element } from '../parts/dom';

export function configTable(config: Config): HTMLElement {
  const rows = flatten(config).map(([key, value]) =>
    element('tr', {}, element('th', { scope: 'row' }, key), element('td', {}, value)),
  );
  return element(
    'section',
    { class: 'config' },
    element('h2', {}, 'Configuration'),
    element('table', { class: 'numbers', 'data-testid': 'config' }, element('tbody', {}, ...rows)),
  );
}

/** `['sampler.mode', 'bilinear']` for each setting. */
export function flatten(settings: object, prefix = ''): [key: string, value: string][] {
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const name = `${prefix}${key}`;
    if (Array.isArray(value)) return [[name, value.join(', ')]];
    if (typeof value === 'object' && value !== null) return flatten(value, `${name}.`);
    return [[name, value === '' ? '(none)' : String(value)]];
  });
}
