/** report.html: one self-contained page, drawn by the same code as the dashboard. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeLine } from '../../shared/messages';
import type { RunHistory } from '../../shared/runHistory';

/**
 * @param assets folder of the built views: report.js and report.css
 * @throws Error where the views are not built
 */
export function reportPage(history: RunHistory, assets: string): string {
  const script = readFileSync(join(assets, 'report.js'), 'utf8').replace(
    /\n\/\/# sourceMappingURL=.*\s*$/,
    '\n',
  );
  const style = readFileSync(join(assets, 'report.css'), 'utf8').replace(
    /\n\/\*# sourceMappingURL=.*\*\/\s*$/,
    '\n',
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>STN Lab · ${history.started.dataset.name.replaceAll('<', '&lt;')} · ${history.started.time}</title>
<style>${style}</style>
</head>
<body data-view="report">
<main id="app"></main>
<script type="application/json" id="run">${encodeLine(history).replaceAll('<', '\\u003c')}</script>
<script>${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`;
}
