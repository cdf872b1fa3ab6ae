/** On its own, because a process that has loaded TensorFlow once never looks again. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tensorflowEngine } from '../../src/trainer/engines/tensorflow/engine';
import { isTensorflowAvailable } from '../../src/trainer/engines/tensorflow/load';
import { UserError } from '../../src/trainer/userError';
import { smallNetwork } from './smallNetworks';

describe('the tensorflow engine where tfjs-node', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'stn-tensorflow-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('is not installed says where it looked and what to do', async () => {
    expect(isTensorflowAvailable([directory])).toBe(false);
    const message = await failure();
    expect(message).toContain(`not installed in ${directory} or ${join(directory, '.tensorflow')}`);
    expect(message).toMatch(/npm run setup:tensorflow.*stn\.tensorflowDirectory/);
  });

  it.each([
    ['its addon', { 'deps/lib/libtensorflow.so': '' }],
    ['TensorFlow’s library', { 'lib/napi-v8/tfjs_binding.node': '' }],
  ])('lacks %s, as after a download that was blocked, says so', async (_, files) => {
    const index = 'throw new Error("The Node.js native addon module can not be found")';
    install(directory, { 'index.js': index, ...files });
    expect(isTensorflowAvailable([directory])).toBe(false);
    expect(await failure()).toMatch(
      /can’t load .*tfjs-node \(The Node\.js native addon .*\): run "npm run setup/,
    );
  });

  it('was built for another machine says so in one sentence', async () => {
    install(directory, {
      'index.js': 'require("./lib/napi-v8/tfjs_binding.node")',
      'lib/napi-v8/tfjs_binding.node': 'no library',
      'deps/lib/libtensorflow.so': '',
    });
    expect(isTensorflowAvailable([directory])).toBe(true);
    const message = await failure();
    expect(message).toMatch(/can’t load .*tfjs_binding\.node.*npm run setup:tensorflow/);
    expect(message).not.toContain('\n');
  });

  it('has its native parts only where setup puts it takes that', async () => {
    install(directory, { 'index.js': 'throw new Error("the one without")' });
    install(join(directory, '.tensorflow'), {
      'index.js': 'throw new Error("the one with")',
      'lib/napi-v8/tfjs_binding.node': '',
      'deps/lib/libtensorflow.so': '',
    });
    expect(isTensorflowAvailable([directory])).toBe(true);
    expect(await failure()).toContain('the one with)');
  });

  async function failure(): Promise<string> {
    const network = smallNetwork({ height: 12, width: 12, channels: 1 }, {});
    const error: unknown = await tensorflowEngine([directory])(network, { batchSize: 1, threads: 0 }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
});

function install(place: string, files: Record<string, string>): void {
  const folder = join(place, 'node_modules', '@tensorflow', 'tfjs-node');
  for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
