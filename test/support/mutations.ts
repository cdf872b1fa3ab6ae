/** What chance, a bad disk or somebody with bad intentions makes of an input. */
import fc from 'fast-check';

interface Mutation {
  readonly kind: 'flip' | 'set' | 'cut' | 'drop' | 'double' | 'insert' | 'largest';
  /** Share of the length. */
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('flip', 'set', 'cut', 'drop', 'double', 'insert', 'largest'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 64 }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
});

/** Bytes with one to six changes; now and then they come out as they were. */
export function mutated(original: Uint8Array): fc.Arbitrary<Buffer> {
  return fc
    .array(mutation, { minLength: 1, maxLength: 6 })
    .map((changes) => changes.reduce<Buffer>(mutate, Buffer.from(original)));
}

function mutate(bytes: Buffer, { kind, at, length, bytes: others }: Mutation): Buffer {
  const from = Math.floor(at * bytes.length);
  const [before, part, after] = [
    bytes.subarray(0, from),
    bytes.subarray(from, from + length),
    bytes.subarray(from + length),
  ];
  switch (kind) {
    case 'flip':
      return Buffer.concat([before, part.map((byte, i) => byte ^ (i === 0 ? 1 << (length % 8) : 0)), after]);
    case 'set':
      return Buffer.concat([before, others.subarray(0, part.length), bytes.subarray(from + others.length)]);
    case 'cut':
      return before;
    case 'drop':
      return Buffer.concat([before, after]);
    case 'double':
      return Buffer.concat([before, part, part, after]);
    case 'insert':
      return Buffer.concat([before, others, part, after]);
    case 'largest':
      // What a length or a count may have become.
      return Buffer.concat([before, Buffer.alloc(4, 0xff), bytes.subarray(from + 4)]);
  }
}

/** What takes another value's place. */
const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, undefined, true, '', '../../etc/passwd', '<img src=x onerror=alert(1)>', -1, -0, 0.5, 1e308],
    ...[NaN, Infinity, 2 ** 53, [], {}, [[]], new Uint8Array(3), 'x'.repeat(5000), '__proto__'],
  ),
  fc.anything({ maxDepth: 2 }),
  fc.bigInt(),
);

interface Change {
  /** Chooses the place: at each depth one of the keys. */
  readonly path: readonly number[];
  readonly kind: 'replace' | 'remove' | 'add';
  readonly value: unknown;
  readonly key: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  path: fc.array(fc.nat(50), { minLength: 1, maxLength: 5 }),
  kind: fc.constantFrom('replace', 'replace', 'remove', 'add'),
  value: strange,
  key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'type', 'toString')),
});

/** A message with one to four changes, anywhere in it. */
export function mutatedMessage(original: object): fc.Arbitrary<unknown> {
  return fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) =>
      changes.reduce<unknown>((message, each) => changed(message, each, 0), structuredClone(original)),
    );
}

/** A copy of what is on the way to the change. */
function changed(value: unknown, { path, kind, value: other, key }: Change, depth: number): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return other;
  const entries: [string, unknown][] = Object.entries(value);
  const isLast = depth === path.length - 1;
  if (isLast && kind === 'add') entries.push([key, other]);
  else if (entries.length > 0) {
    const at = path[depth] % entries.length;
    if (isLast && kind === 'remove') entries.splice(at, 1);
    else {
      const [name, inner] = entries[at];
      entries[at] = [name, isLast ? other : changed(inner, { path, kind, value: other, key }, depth + 1)];
    }
  }
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
