/**
 * IDX, the format of MNIST's files: a big-endian header (two zero bytes, the element's type, the number of dimensions,
 * each dimension as four bytes), then the elements, last dimension fastest.
 */
import { UserError } from '../userError';

/** What a file may take in memory; a header that announces more is refused before anything is allocated. */
export const idxByteLimit = 512 * 2 ** 20;

/** Bytes of the longest header, an image file's. */
export const idxHeaderBytes = 16;

export type IdxKind = 'images' | 'labels';

export interface IdxImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** count*height*width, one byte a pixel, rows from the top; a view of the parsed bytes. */
  readonly pixels: Uint8Array;
}

const magics: Record<IdxKind, number> = { images: 0x803, labels: 0x801 };

/**
 * The whole file's length as its header announces it.
 * @param head the file's first `idxHeaderBytes` bytes, or all of a shorter file
 * @param file for the sentences
 * @throws UserError where this is no header of that kind, or announces no elements or too many
 */
export function announcedLength(head: Uint8Array, kind: IdxKind, file: string): number {
  const dimensions = readHeader(head, kind, file);
  return headerLength(kind) + dimensions.reduce((product, length) => product * length, 1);
}

/**
 * @param bytes of the whole file, not compressed
 * @throws UserError where the file isn't images, is truncated, or has bytes left over
 */
export function parseImages(bytes: Uint8Array, file: string): IdxImages {
  const [count, height, width] = readHeader(bytes, 'images', file);
  return { count, height, width, pixels: readBody(bytes, 'images', file) };
}

/**
 * @param classes labels run from 0 to classes − 1
 * @returns one label an image; a view of the parsed bytes
 * @throws UserError where the file isn't labels, is truncated, has bytes left over, or has a label past the classes
 */
export function parseLabels(bytes: Uint8Array, file: string, classes: number): Uint8Array {
  const labels = readBody(bytes, 'labels', file);
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new UserError(
      `${file} labels its image ${wrong} as class ${labels[wrong]}, but STN Lab reads ${classes} classes, 0 to ${classes - 1}; use a set with those labels.`,
    );
  }
  return labels;
}

function readHeader(head: Uint8Array, kind: IdxKind, file: string): number[] {
  const length = headerLength(kind);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  // First the magic: what a short file of another kind is matters more than that it is short.
  if (head.length >= 4 && view.getUint32(0) !== magics[kind]) throw wrongMagic(view.getUint32(0), kind, file);
  if (head.length < length) {
    throw new UserError(
      `${file} is truncated: it has ${head.length} bytes, and the header of IDX ${kind} alone takes ${length}; get the file again.`,
    );
  }
  const dimensions: number[] = [];
  for (let at = 4; at < length; at += 4) dimensions.push(view.getUint32(at));
  const elements = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (elements === 0) {
    throw new UserError(
      `${file} announces no ${kind} (${dimensions.join('×')}) in its header; get the file again.`,
    );
  }
  if (elements > idxByteLimit - length) {
    throw new UserError(
      `${file} announces ${dimensions.join('×')} bytes in its header, more than the ${idxByteLimit / 2 ** 20} MiB that STN Lab reads of one file; use a smaller set or get the file again.`,
    );
  }
  return dimensions;
}

function readBody(bytes: Uint8Array, kind: IdxKind, file: string): Uint8Array {
  const length = announcedLength(bytes.subarray(0, idxHeaderBytes), kind, file);
  if (bytes.length < length) {
    throw new UserError(
      `${file} is truncated: its header announces ${length} bytes and only ${bytes.length} are there; get the file again.`,
    );
  }
  if (bytes.length > length) throw trailingBytes(length, file);
  return bytes.subarray(headerLength(kind), length);
}

/** Of a file that goes on after the announced length. */
export function trailingBytes(length: number, file: string): UserError {
  return new UserError(
    `${file} goes on after the ${length} bytes that its header announces, so header or content is wrong; get the file again.`,
  );
}

function wrongMagic(magic: number, kind: IdxKind, file: string): UserError {
  const other = kind === 'images' ? 'labels' : 'images';
  if (magic === magics[other]) {
    return new UserError(
      `${file} holds ${other} where ${kind} belong (magic number ${magic}, not ${magics[kind]}); check whether two files were swapped or misnamed.`,
    );
  }
  const found = `0x${magic.toString(16).padStart(8, '0')}`;
  return new UserError(
    `${file} is no IDX file of ${kind}: it starts with ${found}, not with the magic number 0x${magics[kind].toString(16).padStart(8, '0')}; get the file again.`,
  );
}

function headerLength(kind: IdxKind): number {
  return kind === 'images' ? 16 : 8;
}
