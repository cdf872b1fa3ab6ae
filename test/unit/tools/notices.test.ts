import { describe, expect, it } from 'vitest';
import { thirdPartyNotices } from '../../../src/tools/notices';

describe('the licences of bundled packages', () => {
  it('are named once for each, with their text', () => {
    const text = thirdPartyNotices([
      'src/extension.ts',
      'node_modules/valibot/dist/index.mjs',
      'node_modules/@vscode/webview-ui-toolkit/dist/index.js',
      'node_modules/valibot/dist/other.mjs',
    ]);
    expect(text.match(/^@?[\w@/.-]+ \d+\.\d+\.\d+ \(MIT\)$/gm)).toEqual([
      expect.stringMatching(/^@vscode\/webview-ui-toolkit /),
      expect.stringMatching(/^valibot /),
    ]);
    expect(text.match(/Permission is hereby granted, free of charge/g)).toHaveLength(2);
  });
});
