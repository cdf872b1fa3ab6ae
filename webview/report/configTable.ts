/** The run's configuration, every setting with its value. */
import type { Config } from '../../src/shared/config';
import { element } from '../parts/page/dom';
import { flatten } from './flatten';

/** Side by side: all settings in one would be longer than the rest of the report. */
const tables = 3;

export function configTable(config: Config): HTMLElement {
  const rows = flatten(config).map(([key, value]) =>
    element('tr', {}, element('th', { scope: 'row' }, key), element('td', {}, value)),
  );
  const length = Math.ceil(rows.length / tables);
  const parts = Array.from({ length: tables }, (_, at) => rows.slice(at * length, (at + 1) * length));
  return element(
    'section',
    { class: 'config' },
    element('h2', {}, 'Configuration'),
    element(
      'div',
      { class: 'tables', 'data-testid': 'config' },
      ...parts.map((part) => element('table', { class: 'numbers' }, element('tbody', {}, ...part))),
    ),
  );
}
