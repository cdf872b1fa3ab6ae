/** A picture on a page, as far as it can be exported. */
import { exportName, largestExport, type ExportKind } from '../../../src/shared/exportedFile';
import type { Destination } from './destination';
import { toCsv, toJson, type NumberTable } from './numberTable';

/** What is exported as a picture. */
export interface Picture {
  /** At twice the resolution of CSS pixels. */
  png(): Promise<Blob>;
  /** A document of its own. */
  svg(): string;
}

/** A picture that moves. */
export interface Film {
  /** Its file's name. */
  readonly title: () => string;
  /**
   * @param progress takes the share that is done, from 0 to 1
   * @param signal ends it
   * @throws Error with one sentence where it can't be made, or was ended
   */
  readonly gif: (progress: (share: number) => void, signal: AbortSignal) => Promise<FilmFile>;
}

export interface FilmFile {
  readonly bytes: Uint8Array;
  /** One sentence on what was left out; else empty. */
  readonly note: string;
}

export interface Exportable {
  /** Names the button: "Loss". */
  readonly label: string;
  readonly testId: string;
  /** The file's name, of what is shown now: "Test digits after epoch 3". */
  readonly title: () => string;
  /** A table has none. */
  readonly picture?: () => Picture;
  readonly numbers: () => NumberTable;
  readonly film?: Film;
}

/** While an export is at work. */
export interface Work {
  readonly progress: (share: number) => void;
  readonly signal: AbortSignal;
}

export interface Action {
  readonly id: string;
  readonly name: string;
  /** Whether it takes long enough to show how far it is, and to be ended. */
  readonly isLong: boolean;
  /** @returns one sentence; empty where the user changed their mind. @throws Error with one sentence */
  readonly run: (destination: Destination, work: Work) => Promise<string>;
}

/**
 * What can be done with it, in the order of its menu.
 * @param copyPicture puts a picture on the clipboard, as an action does
 */
export function actionsOf(
  { title, picture, numbers, film }: Exportable,
  copyPicture: (png: Promise<Blob>) => Promise<string>,
): Action[] {
  const quick = (id: string, name: string, run: Action['run']): Action => ({ id, name, isLong: false, run });
  return [
    ...(picture
      ? [
          quick('copy-picture', 'Copy Picture', async () => copyPicture(picture().png())),
          quick('png', 'Save as PNG…', async (to) =>
            save(to, title(), 'png', await bytesOf(picture().png())),
          ),
          quick('svg', 'Save as SVG…', async (to) => save(to, title(), 'svg', encoded(picture().svg()))),
        ]
      : []),
    ...(film ? [filmAction(film)] : []),
    quick('copy-numbers', 'Copy Numbers', async (to) => copyText(to, toCsv(numbers()))),
    quick('csv', 'Save Numbers as CSV…', async (to) => save(to, title(), 'csv', encoded(toCsv(numbers())))),
    quick('json', 'Save Numbers as JSON…', async (to) =>
      save(to, title(), 'json', encoded(toJson(numbers()))),
    ),
  ];
}

function filmAction({ title, gif }: Film): Action {
  return {
    ...{ id: 'gif', name: 'Save as Animated GIF…', isLong: true },
    run: async (to, { progress, signal }) => {
      const { bytes, note } = await gif(progress, signal);
      const told = await save(to, title(), 'gif', bytes);
      return told && [told, note].filter((sentence) => sentence !== '').join(' ');
    },
  };
}

async function copyText(to: Destination, text: string): Promise<string> {
  if (text.length > largestExport) throw tooLarge('These numbers', text.length);
  return to.copyText(text);
}

async function save(to: Destination, title: string, kind: ExportKind, bytes: Uint8Array): Promise<string> {
  const name = exportName(title, kind);
  if (bytes.byteLength > largestExport) throw tooLarge(name, bytes.byteLength);
  return to.save({ name, bytes });
}

function tooLarge(what: string, bytes: number): Error {
  const [has, most] = [bytes, largestExport].map((size) => Math.ceil(size / (1 << 20)));
  return new Error(`${what} would have ${has} MiB, more than the ${most} MiB that can be exported.`);
}

async function bytesOf(blob: Promise<Blob>): Promise<Uint8Array> {
  return new Uint8Array(await (await blob).arrayBuffer());
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
