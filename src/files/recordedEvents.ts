/** Events as a run folder keeps them: JSON lines, each checked; what is no event is left out. */
import { decodeLine, parseMessage } from '../shared/messages';
import { messageOf } from '../shared/messageOf';
import { trainerEventSchema, type TrainerEvent, type TrainerEventOf } from '../shared/trainerProtocol';
import { boundedLines } from './boundedLines';
import { fileWithin, largestFile } from './fileWithin';

export const eventsFile = 'events.jsonl';

/** Bytes; a hundred times what the longest event takes. */
const longestLine = 1 << 20;
/** Of a batch's event. */
const batchKeys = 7;
/** A damaged file must not fill the log. */
const mostWarnings = 20;

/**
 * Some events at a time, in order.
 * @param warn gets a sentence for each line that was left out, but for a last one that was cut short
 * @throws Error where there is no such file in the folder, or it can't be read
 */
export async function* recordedEvents(
  runDirectory: string,
  warn: (sentence: string) => void,
): AsyncGenerator<readonly TrainerEvent[]> {
  const file = fileWithin(runDirectory, eventsFile, largestFile.events);
  let warnings = 0;
  const warnSome = (sentence: string): void => {
    warnings++;
    if (warnings <= mostWarnings) warn(sentence);
    if (warnings === mostWarnings) warn(`What else was left out of ${file} is not told.`);
  };
  let number = 0;
  // Held back by one line: only the last may be cut short, when the trainer was killed as it wrote.
  let previous: string | undefined;
  for await (const lines of boundedLines(file, longestLine)) {
    const events: TrainerEvent[] = [];
    for (const line of lines) {
      if (previous !== undefined) decode(previous, `${file}, line ${number}`, warnSome, events);
      previous = line;
      number++;
      if (line === undefined) warnSome(`${file}, line ${number} is too long for an event and was left out.`);
    }
    yield events;
  }
  if (previous !== undefined) {
    yield decodedEvents(previous, `${file}, line ${number}`, () => undefined);
  }
}

/**
 * The event of a line, or nothing.
 * @param place of the line, for the sentence
 */
export function decodedEvents(line: string, place: string, warn: (sentence: string) => void): TrainerEvent[] {
  const events: TrainerEvent[] = [];
  decode(line, place, warn, events);
  return events;
}

function decode(line: string, place: string, warn: (sentence: string) => void, events: TrainerEvent[]): void {
  if (line.trim() === '') return;
  const batch = plainBatch(line);
  if (batch) {
    events.push(batch);
    return;
  }
  try {
    events.push(parseMessage(trainerEventSchema, decodeLine(line), place));
  } catch (error) {
    warn(error instanceof SyntaxError ? `${place} is no JSON and was left out.` : messageOf(error));
  }
}

/**
 * Nearly all lines are such, a million in a long run: what their schema says is checked by hand, in a tenth of the time.
 * @returns undefined for any other line, and for a batch that needs a closer look
 */
function plainBatch(line: string): TrainerEventOf<'batch'> | undefined {
  if (!line.startsWith('{"type":"batch",')) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  const event = parsed as TrainerEventOf<'batch'>;
  const isPlain =
    isCount(event.epoch) &&
    isCount(event.batch) &&
    typeof event.loss === 'number' &&
    typeof event.meanLoss === 'number' &&
    typeof event.imagesPerSecond === 'number' &&
    (event.etaSeconds === null || typeof event.etaSeconds === 'number') &&
    Object.keys(event).length === batchKeys;
  return isPlain ? event : undefined;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
