/** The inspector: what its page asks, answered. */
import { describe, expect, it, vi } from 'vitest';
import { inspection } from '../events';
import { open, surveyed } from './pretendPanel';

vi.mock('vscode', async () => (await import('./pretendVscode')).vscode);

describe('the inspector', () => {
  it('chooses the clicked digit as soon as its page is ready', () => {
    const { view, posted, sayReady } = open();
    view.select(4);
    view.select(5);
    expect(posted).toEqual([]);
    sayReady();
    expect(posted.at(-1)).toEqual({ type: 'select', index: 5 });
    view.select(6);
    expect(posted.at(-1)).toEqual({ type: 'select', index: 6 });
  });

  it('answers with the digit, or with one sentence', async () => {
    const { say, sayReady, posted } = open();
    sayReady();
    say({ type: 'inspect', index: 8 });
    await vi.waitFor(() =>
      expect(posted.at(-1)).toEqual({ type: 'event', run: 'main', event: inspection(1, 8) }),
    );
    say({ type: 'inspect', index: 13 });
    await vi.waitFor(() =>
      expect(posted.at(-1)).toEqual({
        type: 'cannotInspect',
        index: 13,
        message: 'There is nothing to inspect.',
      }),
    );
  });

  it('answers with what is made of an image, or with one sentence', async () => {
    const { say, sayReady, posted } = open();
    sayReady();
    say({ type: 'inspect', index: 8, epoch: 3 });
    await vi.waitFor(() => expect(posted.at(-1)).toMatchObject({ event: { index: 8, epoch: 3 } }));
    const image = Uint8Array.of(1, 2, 3, 4);
    say({ type: 'look', question: 2, image, epoch: 5 });
    await vi.waitFor(() => expect(posted.at(-1)).toMatchObject({ question: 2, inspection: { epoch: 5 } }));
    say({ type: 'look', question: 3, image });
    await vi.waitFor(() =>
      expect(posted.at(-1)).toEqual({
        type: 'looked',
        question: 3,
        inspection: { ...inspection(1, 0), index: null, label: null, input: image },
      }),
    );
    say({ type: 'look', question: 4, image: new Uint8Array(5) });
    await vi.waitFor(() =>
      expect(posted.at(-1)).toEqual({
        type: 'cannotLook',
        question: 4,
        message: 'There is nothing to inspect.',
      }),
    );
  });

  it('answers the inspector’s further questions, each by its number', async () => {
    const { say, sayReady, posted } = open();
    sayReady();
    const image = Uint8Array.of(1, 2, 3, 4);
    say({ type: 'query', question: 5, query: { kind: 'survey', images: image } });
    await vi.waitFor(() =>
      expect(posted.at(-1)).toEqual({ type: 'answered', question: 5, answer: surveyed }),
    );
    const matrices = [[1, 0, 0, 0, 1, 0]];
    say({ type: 'query', question: 6, query: { kind: 'resample', image, matrices } });
    await vi.waitFor(() =>
      expect(posted.at(-1)).toEqual({
        ...{ type: 'unanswered', question: 6 },
        message: 'There is nothing to inspect.',
      }),
    );
  });
});
