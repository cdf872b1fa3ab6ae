/** A browser for the views' tests, and what they share in reading a page. */
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import type { EpochFileKind } from '../../../src/shared/epochFiles';
import type { ViewMessage } from '../../../src/shared/viewProtocol';
import { provideTools } from '../../vscode/provide';

export async function openBrowser(): Promise<Browser> {
  const { executablePath, args, env } = (await provideTools()).chromium;
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return chromium.launch({ executablePath, args, env: { ...Object.fromEntries(own), ...env } });
}

/** What the view has said to its host, but for `ready` and what it asks of epochs gone by. */
export async function posted(page: Page): Promise<ViewMessage[]> {
  const messages = await page.evaluate<ViewMessage[]>('fakeHost.posted');
  return messages.filter(({ type }) => type !== 'ready' && type !== 'epochFile');
}

/** Of which epochs the view has asked for such a file, in order, with the run. */
export async function askedFor(page: Page, wanted: EpochFileKind): Promise<[run: string, epoch: number][]> {
  const messages = await page.evaluate<ViewMessage[]>('fakeHost.posted');
  return messages.flatMap((message): [string, number][] =>
    message.type === 'epochFile' && message.kind === wanted ? [[message.run, message.epoch]] : [],
  );
}

/** A canvas's or a stage's picture, to be compared with itself later. */
export async function picture(locator: Locator): Promise<string> {
  return (await locator.screenshot()).toString('base64');
}

/** The cells of a table's body, row by row. */
export async function tableRows(page: Page, testId: string): Promise<string[][]> {
  const rows = await page.getByTestId(testId).locator('tbody tr').all();
  return Promise.all(rows.map((row) => row.locator('th, td').allTextContents()));
}
