/** Serves the views to a plain browser, with a recorded run in place of the extension. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { decodeLine, encodeLine } from '../../../src/shared/messages';
import { applyEvent, type RunHistory } from '../../../src/shared/runHistory';
import type { TrainerEvent } from '../../../src/shared/trainerProtocol';
import { reportHtml } from '../../../src/trainer/run/report';
import { epochFile } from '../../../webview/dev/epochFile';
import { pretendTwin } from '../../../webview/dev/pretendTwin';
import { longRun } from './longRun';
import { withBreakdowns } from './madeBreakdowns';
import { madeRuns, makeRun } from './madeRuns';

const root = fileURLToPath(new URL('../../..', import.meta.url));
export const recording = path.join(root, 'test/fixtures/recording/events.jsonl');

export interface ViewServer {
  /** Ends with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

export async function serveViews(eventsFile = recording, port = 0): Promise<ViewServer> {
  const bundles = await bundleViews();
  const recorded = linesOf(await readFile(eventsFile, 'utf8'));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const events = eventsOf(searchParams.get('run'), recorded);
    const bundle = bundles.get(pathname.slice(1));
    const send = (type: string, body: string): void => {
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
    };
    const view = /^\/(dashboard|inspector|comparison)$/.exec(pathname)?.[1];
    if (bundle !== undefined) send(pathname.endsWith('.css') ? 'text/css' : 'text/javascript', bundle);
    else if (pathname === '/events.jsonl') send('text/plain', events);
    else if (pathname === '/report') {
      send('text/html', reportOf(bundles, linesOf(events), searchParams.has('twin')));
    } else if (view) send('text/html', viewPage(view));
    else if (pathname === '/') send('text/html', indexPage());
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** @param run `long`, or the name of a made one; null is the recorded one */
function eventsOf(run: string | null, recorded: readonly TrainerEvent[]): string {
  const isMade = run !== null && run in madeRuns;
  const told = run === 'long' ? longRun(recorded) : isMade ? makeRun(run, recorded) : recorded;
  return withBreakdowns(told)
    .map((event) => encodeLine(event) + '\n')
    .join('');
}

function linesOf(events: string): TrainerEvent[] {
  return events
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => decodeLine(line) as TrainerEvent);
}

/** The bundles as the build makes them, and the fake hosts. */
async function bundleViews(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [
      ...['dashboard', 'inspector', 'comparison', 'report'].flatMap((view) => [
        { in: `webview/${view}/main.ts`, out: view },
        { in: `webview/${view}/main.css`, out: view },
      ]),
      ...['fakeHost', 'fakeComparison'].map((host) => ({ in: `webview/dev/${host}.ts`, out: host })),
    ],
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    outdir: 'views',
  });
  return new Map(outputFiles.map((file) => [path.basename(file.path), file.text]));
}

/** As the extension makes it, but for the fake host and its way to the recording; the view's script does not wait for it. */
function viewPage(view: string): string {
  const nonce = randomBytes(16).toString('base64');
  const host = view === 'comparison' ? 'fakeComparison' : 'fakeHost';
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>STN ${view}</title>
<link rel="stylesheet" href="/${view}.css">
<link rel="preload" as="script" nonce="${nonce}" href="/${view}.js">
</head>
<body data-view="${view}">
<main id="app"></main>
<script nonce="${nonce}" src="/${host}.js"></script>
<script nonce="${nonce}" src="/${view}.js"></script>
</body>
</html>`;
}

/** As the trainer writes it. @param isPair whether the run has a made-up twin */
function reportOf(
  bundles: ReadonlyMap<string, string>,
  told: readonly TrainerEvent[],
  isPair: boolean,
): string {
  const history = historyOf(told);
  const samples = told.filter((event) => event.type === 'samples');
  const last = samples.at(-1)?.epoch ?? 0;
  const alignment = epochFile('alignment', last, { history, events: told });
  const run = {
    ...{ ...history, samples },
    ...(alignment?.type === 'alignment' && { alignment }),
    ...(isPair && { other: { ...historyOf(pretendTwin(told)), samples: [] } }),
  };
  return reportHtml(run, bundles.get('report.js') ?? '', bundles.get('report.css') ?? '');
}

function historyOf(told: readonly TrainerEvent[]): RunHistory {
  const history = told.reduce<RunHistory | undefined>(applyEvent, undefined);
  if (!history) throw new Error('The recording has no run.');
  return history;
}

function indexPage(): string {
  const links = ['dashboard', 'inspector'].flatMap((view) =>
    ['light', 'dark', 'high-contrast', 'high-contrast-light'].flatMap((theme) =>
      ['', '&at=0', '&at=60&play=40'].map((more) => `${view}?theme=${theme}${more}`),
    ),
  );
  const made = [...Object.keys(madeRuns), 'long'].flatMap((run) =>
    ['report', 'dashboard', 'inspector'].map((view) => `${view}?run=${run}`),
  );
  return `<!DOCTYPE html><title>STN Lab views</title><ul>${[
    'report',
    'comparison?runs=recorded,rotated,none',
    ...links,
    ...made,
  ]
    .map(
      (link) => `<li><a href="/${link.replaceAll('&', '&amp;')}">${link.replaceAll('&', '&amp;')}</a></li>`,
    )
    .join('')}</ul>`;
}
