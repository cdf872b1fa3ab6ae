import { createReadStream } from 'node:fs';

const lineEnd = '\n'.charCodeAt(0);

/**
 * The lines of a text file, some at a time: a million one by one would take most of the time that they take to read.
 * @param longest in bytes; of a longer line nothing is kept, and undefined stands for it
 * @throws Error of the file system
 */
export async function* boundedLines(
  file: string,
  longest: number,
): AsyncGenerator<readonly (string | undefined)[]> {
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
    const [first, last] = [chunk.indexOf(lineEnd), chunk.lastIndexOf(lineEnd)];
    if (first < 0) {
      add(chunk);
      continue;
    }
    add(chunk.subarray(0, first));
    const lines = [take()];
    if (last > first) {
      const whole = chunk.toString('utf8', first + 1, last).split('\n');
      lines.push(...whole.map((line) => (Buffer.byteLength(line) <= longest ? line : undefined)));
    }
    yield lines;
    add(chunk.subarray(last + 1));
  }
  if (length > 0) yield [take()];
}
