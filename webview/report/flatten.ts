/** A configuration's settings by their whole names. */

/** `['sampler.mode', 'bilinear']` for each setting. */
export function flatten(settings: object, prefix = ''): [key: string, value: string][] {
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const name = `${prefix}${key}`;
    if (Array.isArray(value)) return [[name, value.join(', ') || '(the network’s own)']];
    if (typeof value === 'object' && value !== null) return flatten(value, `${name}.`);
    return [[name, value === '' ? '(none)' : String(value)]];
  });
}
