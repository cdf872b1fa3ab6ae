/** First bytes of an IDX file. */
export function header(magic: number, ...dimensions: number[]): Uint8Array {
  const bytes = Buffer.alloc(4 + 4 * dimensions.length);
  [magic, ...dimensions].forEach((number, at) => bytes.writeUInt32BE(number, 4 * at));
  return bytes;
}
