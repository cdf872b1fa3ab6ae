/** Where exports go: in the editor to the host, which saves them; in a report to the browser's downloads. */
import type { ExportedFile } from '../../../src/shared/exportedFile';

export interface Destination {
  /** @returns one sentence; empty where the user changed their mind. @throws Error with one sentence */
  save(file: ExportedFile): Promise<string>;
  /** @returns one sentence. @throws Error with one sentence */
  copyText(text: string): Promise<string>;
}
