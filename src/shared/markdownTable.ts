/** Tables as Markdown that also read well as plain text: a log and a terminal show them as they are written. */

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** @param rows each with a text for each column */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, at) =>
    Math.max(...[title, ...rows.map((row) => row[at])].map(({ length }) => length)),
  );
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  const padded = (texts: readonly string[]): string =>
    line(
      texts.map((text, at) => {
        const space = ' '.repeat(widths[at] - text.length);
        return columns[at].align === 'right' ? space + text : text + space;
      }),
    );
  return [
    padded(columns.map(({ title }) => title)),
    line(
      columns.map(({ align }, at) =>
        align === 'right' ? `${'-'.repeat(widths[at] - 1)}:` : '-'.repeat(widths[at]),
      ),
    ),
    ...rows.map(padded),
  ].join('\n');
}

/** A text that quotes names and paths is no Markdown. */
export function plainText(text: string): string {
  return text.replace(/[\\`*_[\]|<>]/g, '\\$&');
}
