import { afterEach, describe, expect, it } from 'vitest';
import {
  f32,
  i32,
  ModuleBuilder,
  type FunctionBuilder,
  type Local,
} from '../../../../src/trainer/engines/wasm/assembler';
import { CONTROL } from '../../../../src/trainer/engines/wasm/tasks';
import { Team } from '../../../../src/trainer/engines/wasm/team';
import { webAssembly } from '../../../../src/trainer/engines/wasm/webAssembly';

let team: Team | undefined;
afterEach(() => team?.dispose());

/** A team of two whose second thread does this on each order, while the first does nothing. */
async function teamOfTwo(second: (f: FunctionBuilder) => void, patience?: number) {
  const module = new ModuleBuilder({ pages: 1, shared: true });
  const work = module.function('work', ['i32'], (f) => {
    const worker: Local<'i32'> = f.parameter(0, 'i32');
    f.if(worker, () => second(f));
  });
  module.export('work', work);
  const memory = new webAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  team = await Team.start(new webAssembly.Module(module.encode()), memory, 2, patience);
  return { team, words: new Int32Array(memory.buffer) };
}

const countDone = (f: FunctionBuilder) => {
  f.local('i32', i32.atomicAdd(i32.const(CONTROL.done), i32.const(1)));
};
const fail = (f: FunctionBuilder) => {
  f.local('f32', f32.load(i32.const(-4)));
};

describe('team', () => {
  it('waits until the workers have done their tasks', async () => {
    const { team, words } = await teamOfTwo(countDone);
    for (let round = 0; round < 200; round++) {
      team.run(0, 1);
      expect(words[CONTROL.done / 4]).toBe(1);
    }
  });

  it('wakes workers that sleep', async () => {
    const { team } = await teamOfTwo(countDone);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(() => team.run(0, 1)).not.toThrow();
  });

  it('ends an order with an error when a worker fails in it', async () => {
    const { team } = await teamOfTwo(fail);
    expect(() => team.run(0, 1)).toThrow('A thread of the wasm engine failed');
    expect(() => team.run(0, 1)).toThrow('A thread of the wasm engine failed');
  });

  it('takes no further order when a worker failed between them', async () => {
    const { team } = await teamOfTwo(fail);
    team.run(0, 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(() => team.run(0, 0)).toThrow(/A thread of the wasm engine failed: memory access/);
  });

  it('does not wait for ever for a worker that hangs', async () => {
    const { team } = await teamOfTwo((f) => f.while(i32.const(1), () => undefined), 300);
    expect(() => team.run(0, 1)).toThrow('gave no sign of life for 0.3 seconds');
  });

  it('can’t be used after its end', async () => {
    const { team } = await teamOfTwo(countDone);
    team.dispose();
    expect(() => team.run(0, 1)).toThrow('disposed');
  });
});
