/** Events as a run folder keeps them: JSON lines, each checked; what is no event is left out. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { decodeLine, parseMessage } from '../shared/messages';
import { trainerEventSchema, type TrainerEvent } from '../shared/trainerProtocol';

/**
 * @param file events.jsonl
 * @param warn gets a sentence for each line that was left out, but for a last one that was cut short
 * @throws Error where the file can't be read
 */
export async function* recordedEvents(
  file: string,
  warn: (sentence: string) => void,
): AsyncGenerator<TrainerEvent> {
  let number = 0;
  // Held back by one line: only the last may be cut short, when the trainer was killed as it wrote.
  let previous: string | undefined;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (previous !== undefined) yield* decodedEvents(previous, `${file}, line ${number}`, warn);
    previous = line;
    number++;
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
    warn(error instanceof SyntaxError ? `${place} is no JSON and was left out.` : String(error));
    return;
  }
  yield event;
}
