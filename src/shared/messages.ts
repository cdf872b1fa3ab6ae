/** Checks of messages at a process's or a view's boundary, and their form as JSON lines. */
import * as v from 'valibot';
import { inBrief } from './messageOf';

/** A message that isn't what its protocol says; the sentence names the field. */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
}

/** Most of a message, as `exceeds` counts, by who sends it. */
export const largestMessage = {
  /** All the sampled digits of a large run, and as much again. */
  any: 64 << 20,
  /** To the trainer, or of a view: settings, folders, what was clicked; the images of a query are by far the most. */
  request: 16 << 20,
} as const;

/**
 * @param sender for the sentence: "the trainer", "events.jsonl, line 3"
 * @throws MalformedMessageError
 */
export function parseMessage<TSchema extends v.GenericSchema>(
  schema: TSchema,
  message: unknown,
  sender: string,
  largest: number = largestMessage.any,
): v.InferOutput<TSchema> {
  if (exceeds(message, largest)) {
    throw new MalformedMessageError(
      `A message larger than ${largest >> 10} KiB came from ${sender} and was left out.`,
    );
  }
  const result = v.safeParse(schema, message);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const type =
    typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
  const kind = typeof type === 'string' ? `"${type.slice(0, 40)}" message` : 'message without a type';
  const place = v.getDotPath(issue) ?? 'type';
  throw new MalformedMessageError(
    `A malformed ${inBrief(kind)} came from ${sender} and was left out: ${inBrief(place)}: ${inBrief(issue.message)}`,
  );
}

/**
 * Whether a message takes more than so many bytes: eight for each value, and one for each character and byte. Counts no
 * further than that, also where a message contains itself.
 */
export function exceeds(message: unknown, bytes: number): boolean {
  let left = bytes;
  const waiting: unknown[] = [message];
  while (waiting.length > 0) {
    const value = waiting.pop();
    left -= 8;
    if (typeof value === 'string') left -= value.length;
    else if (ArrayBuffer.isView(value)) left -= value.byteLength;
    else if (Array.isArray(value)) {
      if (8 * value.length > left) return true;
      for (const element of value as unknown[]) waiting.push(element);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        left -= key.length;
        waiting.push(inner);
      }
    }
    if (left < 0) return true;
  }
  return false;
}

/** One line of JSON, without the line end; bytes become `{"base64": …}`, columns of numbers `{"float32": …}`. */
export function encodeLine(message: object): string {
  return JSON.stringify(message, (_key, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return nonFinite(value);
    const base64 = toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    if (value instanceof Float32Array) return { float32: base64 };
    return value instanceof Float64Array ? { float64: base64 } : { base64 };
  });
}

/**
 * The reverse of encodeLine.
 * @throws SyntaxError where the line is no JSON
 */
export function decodeLine(line: string): unknown {
  return JSON.parse(line, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    const keys = Object.keys(value);
    if (keys.length !== 1) return value;
    if ('base64' in value && typeof value.base64 === 'string') return fromBase64(value.base64);
    if ('float32' in value && typeof value.float32 === 'string') {
      return new Float32Array(wholeNumbers(fromBase64(value.float32), 4));
    }
    if ('float64' in value && typeof value.float64 === 'string') {
      return new Float64Array(wholeNumbers(fromBase64(value.float64), 8));
    }
    return unwrapped(value);
  });
}

/** JSON has no NaN and no infinity, and a diverged run's losses are just that. */
function nonFinite(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
}

/**
 * A message as it can go to a webview: that channel carries bytes, but writes all else as JSON. Its numbers that JSON
 * lacks are wrapped as in `encodeLine`.
 */
export function toPostable(message: unknown): unknown {
  return mapped(message, nonFinite);
}

/** The reverse of toPostable. */
export function fromPostable(message: unknown): unknown {
  return mapped(message, unwrapped);
}

/** A copy with every value changed, except bytes, which stay as they are. */
function mapped(value: unknown, change: (value: unknown) => unknown): unknown {
  const changed = change(value);
  if (changed !== value || typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) {
    return changed;
  }
  if (Array.isArray(value)) return value.map((element) => mapped(element, change));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapped(inner, change)]));
}

function unwrapped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!('number' in value) || typeof value.number !== 'string' || Object.keys(value).length !== 1)
    return value;
  return Number(value.number);
}

/** As much of the bytes as are numbers of so many bytes each. */
function wholeNumbers(bytes: Uint8Array<ArrayBuffer>, size: number): ArrayBuffer {
  return bytes.buffer.slice(0, bytes.length - (bytes.length % size));
}

// Both also run in webviews, which have no Buffer.
function toBase64(bytes: Uint8Array): string {
  const chunk = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += chunk) {
    binary += String.fromCharCode(...bytes.subarray(at, at + chunk));
  }
  return btoa(binary);
}

function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
