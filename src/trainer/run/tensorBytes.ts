/** Tensors as bytes of a file: float32, little-endian, one after the other. */
import * as v from 'valibot';
import type { NamedTensors, Tensor } from '../engines/engine';
import { elements } from '../../shared/network/network';

export const shapeSchema = v.array(v.pipe(v.number(), v.integer(), v.minValue(1)));

/** Which tensors the bytes are, in their order. */
export const tensorListSchema = v.array(v.strictObject({ name: v.string(), shape: shapeSchema }));

/** A copy. */
export function joinTensors(tensors: NamedTensors): Buffer {
  return Buffer.concat(
    Array.from(
      tensors.values(),
      ({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    ),
  );
}

/** @param bytes of exactly these tensors; are copied */
export function splitTensors(
  list: readonly { readonly name: string; readonly shape: readonly number[] }[],
  bytes: Uint8Array,
): NamedTensors {
  // A copy, for a Buffer need not start at a multiple of four.
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  const tensors = new Map<string, Tensor>();
  let at = 0;
  for (const { name, shape } of list) {
    const length = elements(shape);
    tensors.set(name, { shape, values: values.slice(at, at + length) });
    at += length;
  }
  return tensors;
}
