/** A comparison's two runs: `main` as the settings say, and its `twin` without a transformer, otherwise as equal as can be. */
import type { RunStatus } from './viewProtocol';

export const runNames = ['main', 'twin'] as const;

export type RunName = (typeof runNames)[number];

/** A run is under way, from the first preparation to the last word. */
export function isBusy({ phase }: Pick<RunStatus, 'phase'>): boolean {
  return phase === 'preparing' || phase === 'stopping' || isSteerable({ phase });
}

/** Batches are being trained, or would be if it were not paused. */
export function isSteerable({ phase }: Pick<RunStatus, 'phase'>): boolean {
  return phase === 'training' || phase === 'paused';
}

/** The run that says where both stand as a whole: the main one, unless the twin alone still goes on. */
export function leading<T extends { readonly status: RunStatus }>(main: T, twin: T | undefined): T {
  return twin && isBusy(twin.status) && !isBusy(main.status) ? twin : main;
}
