import type { RunState } from '../../src/shared/comparison';

const words: Readonly<Record<RunState, string>> = {
  training: 'training',
  paused: 'paused',
  completed: 'completed',
  stopped: 'stopped',
  failed: 'failed',
  interrupted: 'interrupted',
  unreadable: 'can’t be read',
};

/** Where a run stands. @param state undefined until that is known */
export function stateWords(state: RunState | undefined): string {
  return state ? words[state] : 'being read';
}
