import { createReadStream } from 'node:fs';

/**
 * The lines of a text file, one after the other.
 * @param longest in bytes; of a longer line nothing is kept, and undefined stands for it
 * @throws Error of the file system
 */
export async function* boundedLines(file: string, longest: number): AsyncGenerator<string | undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer): void => {
    length += part.length;
    if (length <= longest) parts.push(part);
    else parts = [];
  };
  const take = (): string | undefined => {
    const line = length <= longest ? Buffer.concat(parts).toString('utf8') : undefined;
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      add(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    add(chunk.subarray(from));
  }
  if (length > 0) yield take();
}
