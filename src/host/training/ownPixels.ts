/** Pixels out of the trainer's messages, in memory of their own. */
import type { TrainerEvent } from '../../shared/trainerProtocol';

/**
 * Bytes from the channel are windows into its large buffers. Copies of exactly the pixels neither hold those in memory
 * nor, sent on to a webview, take them along.
 */
export function ownPixels(event: TrainerEvent): TrainerEvent {
  if (event.type === 'samples') {
    return { ...event, inputs: new Uint8Array(event.inputs), outputs: new Uint8Array(event.outputs) };
  }
  if (event.type === 'inspection') {
    return { ...event, input: new Uint8Array(event.input), output: new Uint8Array(event.output) };
  }
  if (event.type === 'answer' && event.answer.kind === 'resample') {
    return { ...event, answer: { ...event.answer, output: new Uint8Array(event.answer.output) } };
  }
  if (event.type === 'answer' && event.answer.kind === 'epochs') {
    const seen = event.answer.seen.map(({ sight, ...told }) => ({
      ...told,
      sight: sight && { ...sight, output: new Uint8Array(sight.output) },
    }));
    return { ...event, answer: { ...event.answer, seen } };
  }
  return event;
}
