/** Unpacks gzip with a bound: a few kilobytes can unpack to gigabytes, and a file's own header tells how much to expect. */
import { createGunzip } from 'node:zlib';
import { messageOf } from '../../shared/messageOf';
import { UserError } from '../userError';
import { announcedLength, idxHeaderBytes, trailingBytes, type IdxKind } from './idx';

/** Fewer round trips to zlib's thread than its 16 KiB: a third of the time. */
const chunkBytes = 2 ** 20;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks a gzipped IDX file off the main thread. Holds at most what the IDX header inside announces, and a chunk.
 * @param file for the sentences
 * @throws UserError where the gzip data is damaged, or its content isn't IDX of that kind, or is longer than announced
 */
export async function gunzipIdx(compressed: Uint8Array, kind: IdxKind, file: string): Promise<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  const chunks: Buffer[] = [];
  let length = 0;
  let announced: number | undefined;
  try {
    gunzip.end(compressed);
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (announced === undefined && length >= idxHeaderBytes) {
        announced = announcedLength(Buffer.concat(chunks).subarray(0, idxHeaderBytes), kind, file);
      }
      if (announced !== undefined && length > announced) throw trailingBytes(announced, file);
    }
  } catch (error) {
    throw error instanceof UserError ? error : damaged(error, file);
  }
  return Buffer.concat(chunks, length);
}

function damaged(error: unknown, file: string): UserError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const problem =
    code === 'Z_BUF_ERROR'
      ? 'is truncated: its gzip data ends early'
      : `is damaged: its gzip data can’t be unpacked (${messageOf(error)})`;
  return new UserError(`${file} ${problem}; get the file again.`);
}
