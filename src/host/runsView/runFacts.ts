/** What a list tells of a run, read from the beginning and the end of its events: a long run's are too many to parse. */
import { open, type FileHandle } from 'node:fs/promises';
import * as v from 'valibot';
import { decodeLine } from '../../shared/messages';
import { trainerEventSchema, type TrainerEvent, type TrainerEventOf } from '../../shared/trainerProtocol';

export interface RunFacts {
  /** Undefined where it ended before training began. */
  readonly started: TrainerEventOf<'started'> | undefined;
  /** Whole epochs done. */
  readonly epochs: number;
  /** From 0 to 1; undefined before the first epoch's end. */
  readonly bestAccuracy: number | undefined;
  /** The middle of its events was too long to read: the best accuracy is that of the epochs at both ends. */
  readonly isPartial: boolean;
  /** How it ended; undefined where nothing tells. */
  readonly end: TrainerEventOf<'finished'> | TrainerEventOf<'failed'> | undefined;
}

/** Why a folder that looks like a run's can't be listed as one. */
export type Unreadable =
  /** The system refuses; its own word for it. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It has settings, but no events; or events that are none. */
  | { readonly kind: 'noEvents' }
  /** Its first event is not what this version writes; the field that differs. */
  | { readonly kind: 'otherVersion'; readonly field: string };

/** A run of days is longer; its beginning and its end are read then. */
const wholeFile = 4 << 20;
const headLength = 256 << 10;
const tailLength = 1 << 20;

/** @throws Error where the file can't be opened or read */
export async function readRunFacts(events: string): Promise<RunFacts | Unreadable> {
  const file = await open(events, 'r');
  try {
    const { size } = await file.stat();
    if (size <= wholeFile) return factsOf(await readPart(file, 0, size), false);
    const head = await readPart(file, 0, headLength);
    const tail = await readPart(file, size - tailLength, tailLength);
    return factsOf(Buffer.concat([head, Buffer.from('\n'), tail]), true);
  } finally {
    await file.close();
  }
}

async function readPart(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function factsOf(events: Buffer, isPartial: boolean): RunFacts | Unreadable {
  const first = linesOf(events, 'started').next();
  const started = first.done ? undefined : parsed(first.value.text);
  if (started && !started.success) {
    return { kind: 'otherVersion', field: v.getDotPath(started.issues[0]) ?? 'type' };
  }
  if (!started && events.length > 0 && !events.includes('{"type":"')) return { kind: 'noEvents' };
  const epochs = [...linesOf(events, 'epoch')].map(({ text }) => eventOf(text, 'epoch'));
  const whole = epochs.filter((epoch) => epoch !== undefined);
  const accuracies = whole.map(({ test }) => test.accuracy).filter((accuracy) => !Number.isNaN(accuracy));
  return {
    started: started?.output.type === 'started' ? started.output : undefined,
    epochs: whole.reduce((most, { epoch }) => Math.max(most, epoch), 0),
    bestAccuracy: accuracies.length > 0 ? accuracies.reduce((a, b) => Math.max(a, b)) : undefined,
    isPartial,
    end: endOf(events),
  };
}

/** The last word, unless work went on after it. */
function endOf(events: Buffer): RunFacts['end'] {
  const last = (['finished', 'failed'] as const)
    .map((type) => ({ type, at: lastPosition(events, type) }))
    .reduce((a, b) => (b.at > a.at ? b : a));
  const work = Math.max(
    ...(['started', 'batch', 'epoch'] as const).map((type) => lastPosition(events, type)),
  );
  if (last.at < 0 || work > last.at) return undefined;
  return eventOf(lineAt(events, last.at), last.type);
}

function parsed(line: string): v.SafeParseResult<typeof trainerEventSchema> | undefined {
  try {
    return v.safeParse(trainerEventSchema, decodeLine(line));
  } catch {
    // Cut short, when the trainer was killed as it wrote.
    return undefined;
  }
}

function eventOf<TType extends TrainerEvent['type']>(
  line: string,
  type: TType,
): TrainerEventOf<TType> | undefined {
  const result = parsed(line);
  return result?.success && isOf(result.output, type) ? result.output : undefined;
}

function isOf<TType extends TrainerEvent['type']>(
  event: TrainerEvent,
  type: TType,
): event is TrainerEventOf<TType> {
  return event.type === type;
}

/** How a line of that type begins: `encodeLine` keeps the order of keys, and the type is the first. */
function mark(type: TrainerEvent['type']): string {
  return `{"type":"${type}"`;
}

function* linesOf(events: Buffer, type: TrainerEvent['type']): Generator<{ text: string }> {
  const sign = mark(type);
  for (let at = events.indexOf(sign); at >= 0; at = events.indexOf(sign, at + sign.length)) {
    if (beginsLine(events, at)) yield { text: lineAt(events, at) };
  }
}

function lastPosition(events: Buffer, type: TrainerEvent['type']): number {
  const sign = mark(type);
  let at = events.lastIndexOf(sign);
  while (at > 0 && !beginsLine(events, at)) at = events.lastIndexOf(sign, at - 1);
  return at;
}

function beginsLine(events: Buffer, at: number): boolean {
  return at === 0 || events[at - 1] === 0x0a;
}

function lineAt(events: Buffer, start: number): string {
  const end = events.indexOf('\n', start);
  return events.toString('utf8', start, end < 0 ? events.length : end);
}
