/** The embedded engine on the Node.js that current editors carry: it has relaxed SIMD, where the tests' own may not. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { provideTools } from '../vscode/provide';

it('conforms with relaxed SIMD as well', async () => {
  const { node } = await provideTools();
  const { stdout } = await promisify(execFile)(
    node,
    [
      ...[
        'node_modules/vitest/vitest.mjs',
        'run',
        '--config',
        'test/vitest.config.mts',
        '--configLoader',
        'runner',
      ],
      ...['--reporter', 'verbose', 'test/conformance/wasm.test.ts', 'test/unit/engines/wasm'],
    ],
    { maxBuffer: 1e8, env: { ...process.env, NO_COLOR: '1' } },
  );
  expect(stdout).toMatch(/✓.*wasm, relaxed SIMD engine.*step 3: theta/);
});
