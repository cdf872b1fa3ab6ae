/** report.html: one self-contained page, drawn by the same code as the dashboard. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bounded } from '../../shared/batchRecord';
import { encodeLine } from '../../shared/messages';
import type { ReportedRun } from '../../shared/reportedRun';
import type { RunHistory } from '../../shared/runHistory';

/** More than a page is wide. */
const mostBatches = 4096;

/**
 * @param assets folder of the built views: report.js and report.css
 * @throws Error where the views are not built
 */
export function reportPage(history: ReportedRun, assets: string): string {
  const script = readFileSync(join(assets, 'report.js'), 'utf8').replace(
    /\n\/\/# sourceMappingURL=.*\s*$/,
    '\n',
  );
  const style = readFileSync(join(assets, 'report.css'), 'utf8').replace(
    /\n\/\*# sourceMappingURL=.*\*\/\s*$/,
    '\n',
  );
  return reportHtml(history, script, style);
}

function shortened<T extends RunHistory>(history: T): T {
  return { ...history, batches: bounded(history.batches, mostBatches) };
}

/** Nothing but that script runs in it, whatever the run's texts look like, and nothing is loaded. */
export function reportHtml(history: ReportedRun, script: string, style: string): string {
  const code = script.replaceAll('</script', '<\\/script');
  const hash = createHash('sha256').update(code).digest('base64');
  const { other } = history;
  const told = encodeLine({ ...shortened(history), ...(other && { other: shortened(other) }) });
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>STN Lab · ${history.started.dataset.name.replaceAll('<', '&lt;')} · ${history.started.time.replaceAll('<', '&lt;')}</title>
<style>${style}</style>
</head>
<body data-view="report">
<main id="app"></main>
<script type="application/json" id="run">${told.replaceAll('<', '\\u003c')}</script>
<script>${code}</script>
</body>
</html>
`;
}
