/**
 * All that a run goes on from, and its form as a file:
 *
 *     one line of JSON   format, version, lengths of the two parts after it and their SHA-256
 *     state              JSON: everything but tensors, with their names and shapes
 *     tensors            float32, little-endian: the weights, then each of the optimizer's means in the same order
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { settingsChangeSchema } from '../../shared/liveSettings';
import { decodeLine, encodeLine } from '../../shared/messages';
import type { EngineName, NamedTensors, OptimizerState } from '../engines/engine';
import type { LoopState } from '../loop';
import { elements } from '../../shared/network/network';
import { joinTensors, splitTensors, tensorListSchema } from './tensorBytes';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const headerSchema = v.strictObject({
  format: v.literal('stn-lab checkpoint'),
  version: v.literal(1),
  stateBytes: count,
  tensorBytes: count,
  sha256: v.string(),
});

const word = v.pipe(v.number(), v.integer());

const loopSchema = v.strictObject({
  epoch: count,
  batch: count,
  epochLoss: v.number(),
  recentLoss: v.number(),
  recentBatches: count,
  epochSeconds: v.number(),
  earlyStop: v.strictObject({ lowest: v.number(), best: count }),
  /** Runs of before could not change. */
  changes: v.optional(v.array(settingsChangeSchema), []),
  dropout: v.tuple([word, word, word, word]),
});

const stateSchema = v.strictObject({
  engine: v.picklist(['tensorflow', 'wasm']),
  engineDetail: v.string(),
  /** CRC-32 of all images and labels. */
  data: count,
  loop: loopSchema,
  collapses: v.array(v.string()),
  seconds: v.number(),
  optimizer: v.strictObject({ steps: count, means: count }),
  tensors: tensorListSchema,
});

/** The names of `stateSchema`'s fields tell what they are; these are those that need more. */
export interface Checkpoint {
  readonly engine: EngineName;
  /** What it computed with: another may round otherwise. */
  readonly engineDetail: string;
  readonly data: number;
  readonly loop: LoopState;
  /** What the collapse watch has told already. */
  readonly collapses: readonly string[];
  /** Spent on the run so far. */
  readonly seconds: number;
  readonly weights: NamedTensors;
  readonly optimizer: OptimizerState;
}

/** @returns a file's content */
export function encodeCheckpoint({ weights, optimizer, loop, ...rest }: Checkpoint): Buffer {
  const { means, steps } = optimizer;
  const state = Buffer.from(
    encodeLine({
      ...rest,
      loop: { ...loop, dropout: [...loop.dropout] },
      optimizer: { steps, means: means.length },
      tensors: Array.from(weights, ([name, { shape }]) => ({ name, shape })),
    } satisfies Record<keyof v.InferOutput<typeof stateSchema>, unknown>),
  );
  const tensors = Buffer.concat([weights, ...means].map(joinTensors));
  const header: v.InferOutput<typeof headerSchema> = {
    format: 'stn-lab checkpoint',
    version: 1,
    stateBytes: state.length,
    tensorBytes: tensors.length,
    sha256: hashOf([state, tensors]),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), state, tensors]);
}

/** @throws Error with half a sentence on what is wrong where it is not, whole, what `encodeCheckpoint` wrote */
export function decodeCheckpoint(bytes: Buffer): Checkpoint {
  const lineEnd = bytes.indexOf('\n');
  if (lineEnd < 0) throw new Error('it has no header');
  const header = parsed(headerSchema, bytes.subarray(0, lineEnd), 'header');
  const [from, middle] = [lineEnd + 1, lineEnd + 1 + header.stateBytes];
  const end = middle + header.tensorBytes;
  if (bytes.length !== end) throw new Error(`it has ${bytes.length} bytes, not ${end}`);
  const [stateBytes, tensorBytes] = [bytes.subarray(from, middle), bytes.subarray(middle)];
  if (hashOf([stateBytes, tensorBytes]) !== header.sha256) throw new Error('its checksum differs');
  const { tensors, optimizer, ...rest } = parsed(stateSchema, stateBytes, 'state');
  const setBytes = tensors.reduce((sum, { shape }) => sum + 4 * elements(shape), 0);
  const expected = setBytes * (1 + optimizer.means);
  if (tensorBytes.length !== expected) {
    throw new Error(`its tensors have ${tensorBytes.length} bytes, not ${expected}`);
  }
  const sets = Array.from({ length: 1 + optimizer.means }, (_, set) =>
    splitTensors(tensors, tensorBytes.subarray(set * setBytes, (set + 1) * setBytes)),
  );
  const [weights, ...means] = sets;
  return { ...rest, weights, optimizer: { steps: optimizer.steps, means } };
}

function parsed<TSchema extends v.GenericSchema>(
  schema: TSchema,
  bytes: Buffer,
  part: string,
): v.InferOutput<TSchema> {
  let value: unknown;
  try {
    value = decodeLine(bytes.toString('utf8'));
  } catch {
    throw new Error(`its ${part} is no JSON`);
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`its ${part} is wrong: ${v.getDotPath(issue) ?? 'all'}: ${issue.message}`);
}

function hashOf(parts: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
