/** Events as a run folder keeps them: JSON lines, each checked; what is no event is left out. */
import { decodeLine, parseMessage } from '../shared/messages';
import { messageOf } from '../shared/messageOf';
import { trainerEventSchema, type TrainerEvent } from '../shared/trainerProtocol';
import { boundedLines } from './boundedLines';
import { fileWithin, largestFile } from './fileWithin';

export const eventsFile = 'events.jsonl';

/** Bytes; a hundred times what the longest event takes. */
const longestLine = 1 << 20;
/** A damaged file must not fill the log. */
const mostWarnings = 20;

/**
 * @param warn gets a sentence for each line that was left out, but for a last one that was cut short
 * @throws Error where there is no such file in the folder, or it can't be read
 */
export async function* recordedEvents(
  runDirectory: string,
  warn: (sentence: string) => void,
): AsyncGenerator<TrainerEvent> {
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
  for await (const line of boundedLines(file, longestLine)) {
    if (previous !== undefined) yield* decodedEvents(previous, `${file}, line ${number}`, warnSome);
    previous = line;
    number++;
    if (line === undefined) warnSome(`${file}, line ${number} is too long for an event and was left out.`);
  }
  if (previous !== undefined) yield* decodedEvents(previous, `${file}, line ${number}`, () => undefined);
}

/**
 * The event of a line, or nothing.
 * @param place of the line, for the sentence
 */
export function* decodedEvents(
  line: string,
  place: string,
  warn: (sentence: string) => void,
): Generator<TrainerEvent> {
  if (line.trim() === '') return;
  let event: TrainerEvent;
  try {
    event = parseMessage(trainerEventSchema, decodeLine(line), place);
  } catch (error) {
    warn(error instanceof SyntaxError ? `${place} is no JSON and was left out.` : messageOf(error));
    return;
  }
  yield event;
}
