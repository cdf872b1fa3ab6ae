/** What can go wrong on the editor's side, as facts: texts.ts puts them into the user's language. */
import type { ImageSize } from '../shared/trainerProtocol';

export type Fault =
  | { readonly kind: 'nodeNotFound'; readonly program: string; readonly reason: string }
  | { readonly kind: 'notNode'; readonly program: string }
  | {
      readonly kind: 'nodeTooOld';
      readonly program: string;
      readonly version: string;
      readonly oldest: number;
    }
  | { readonly kind: 'cannotFork'; readonly reason: string }
  | { readonly kind: 'noHandshake'; readonly seconds: number }
  | { readonly kind: 'wrongProtocol'; readonly theirs: number; readonly ours: number }
  | { readonly kind: 'died'; readonly code: number | null; readonly signal: string | null }
  /** A run's trainer is gone, and left a checkpoint. */
  | { readonly kind: 'cutOff'; readonly cause: Fault }
  /** The owner ended the trainer itself: to replace it, or because the editor closes. */
  | { readonly kind: 'released' }
  | { readonly kind: 'noAnswer'; readonly seconds: number }
  | { readonly kind: 'killedAfterStop'; readonly seconds: number }
  /** The trainer's own sentence. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'cannotWrite'; readonly directory: string; readonly reason: string }
  /** One sentence for each setting that is wrong. */
  | { readonly kind: 'badSettings'; readonly problems: readonly string[] }
  | { readonly kind: 'nothingToInspect' }
  | { readonly kind: 'stillPreparing' }
  | { readonly kind: 'wrongImageSize'; readonly length: number; readonly size: ImageSize }
  | { readonly kind: 'noEpochFile'; readonly epoch: number; readonly file: string; readonly reason: string }
  | { readonly kind: 'noSuchDigit'; readonly index: number; readonly count: number };

export class FaultError extends Error {
  override readonly name = 'FaultError';

  constructor(readonly fault: Fault) {
    super(JSON.stringify(fault));
  }
}

/** An operating system's error in a few words; the code says more to an expert than a translation would. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
