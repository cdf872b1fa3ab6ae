/** The page around a view's bundle: nothing may load or run but that bundle. */

export interface PageParts {
  readonly view: string;
  readonly title: string;
  readonly language: string;
  readonly script: string;
  readonly style: string;
  /** `webview.cspSource`. */
  readonly source: string;
  /** Fresh for each page, from a cryptographic generator. */
  readonly nonce: string;
}

export function pageHtml(parts: PageParts): string {
  const { view, title, language, script, style, source, nonce } = parts;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The control toolkit finds out with a style element of its own whether the browser knows :focus-visible.
    `style-src ${source} 'nonce-${nonce}'`,
    `img-src ${source} data:`,
    `font-src ${source}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${escaped(style)}">
    <title>${escaped(title)}</title>
  </head>
  <body data-view="${escaped(view)}">
    <main id="app"></main>
    <script nonce="${nonce}" src="${escaped(script)}"></script>
  </body>
</html>
`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
