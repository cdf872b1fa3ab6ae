/** What the editor gives a page, in a plain browser: its theme, a line to the host, and memory that outlives a reload. */
import { decodeLine } from '../../src/shared/messages';
import type { TrainerEvent } from '../../src/shared/trainerProtocol';
import type { ViewMessage } from '../../src/shared/viewProtocol';
import { applyTheme, type ThemeName } from './themes';

/** @param fakeHost stands in for the extension host; tests find it by this name */
export function pretendEditor(fakeHost: { receive(message: ViewMessage): void }): void {
  applyTheme((new URLSearchParams(location.search).get('theme') as ThemeName | null) ?? 'dark');
  const stateKey = `state of ${document.body.dataset.view ?? ''}`;
  Object.assign(window, {
    fakeHost,
    acquireVsCodeApi: () => ({
      postMessage: (message: ViewMessage) => fakeHost.receive(message),
      getState: () => JSON.parse(sessionStorage.getItem(stateKey) ?? 'null') as unknown,
      setState: (state: object) => sessionStorage.setItem(stateKey, JSON.stringify(state)),
    }),
  });
}

/** @param run the name of a made run; null: the recorded one */
export async function fetchEvents(run: string | null): Promise<TrainerEvent[]> {
  const answer = await fetch(run === null ? '/events.jsonl' : `/events.jsonl?run=${encodeURIComponent(run)}`);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '');
  return lines.map((line) => decodeLine(line) as TrainerEvent);
}
