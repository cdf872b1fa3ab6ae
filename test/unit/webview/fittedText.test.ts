import { expect, it } from 'vitest';
import { fittedText } from '../../../webview/parts/page/fittedText';

/** Every letter is ten wide. */
const context = {
  measureText: (text: string) => ({ width: 10 * Array.from(new Intl.Segmenter().segment(text)).length }),
};

it('leaves text that fits, and cuts the end of a longer one', () => {
  expect(fittedText(context, 'ten digits', 100)).toBe('ten digits');
  expect(fittedText(context, 'ten digits', 99)).toBe('ten digi…');
  // No space before the ellipsis.
  expect(fittedText(context, 'ten digits', 50)).toBe('ten…');
});

it('cuts between letters as they are read, and leaves one at least', () => {
  const family = '👨‍👩‍👧';
  expect(fittedText(context, `${family}${family}${family}`, 20)).toBe(`${family}…`);
  expect(fittedText(context, 'ten', 0)).toBe('t…');
});
