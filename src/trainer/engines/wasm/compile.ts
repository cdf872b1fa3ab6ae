/**
 * The module of a network: its work cut into tasks that any number of threads can share. A task is a part of the batch
 * or a piece of the weights; whoever is free takes the next. What a task computes does not depend on who takes it.
 */
import type { NetworkSpec } from '../../../shared/network/network';
import type { OptimizerSpec } from '../../model/optimizer';
import {
  callResult,
  f32,
  i32,
  ModuleBuilder,
  type Callable,
  type FunctionBuilder,
  type I32,
  type Local,
} from './assembler';
import { blockBackward, blockForward } from './blockProgram';
import type { Features } from './features';
import { smaller, type KernelContext } from './kernels/context';
import { denseWeightGradient } from './kernels/denseWeightGradient';
import { importMath } from './kernels/math';
import { optimizerStep, sumOfSquares, sumPartGradients } from './kernels/step';
import { roundUp, type DensePlan, type MemoryPlan } from './layout';
import { BLOCK_IMAGES, CLOSED, CONTROL, CONVOLUTION_TASKS, PANEL_OUTPUTS, ORDER } from './tasks';

/**
 * Exports `work(worker)`, which takes tasks until none is left, and `forward(scratch, first image, images)`.
 */
export function compileNetwork(
  network: NetworkSpec,
  plan: MemoryPlan,
  features: Features,
  shared: boolean,
  optimizer: OptimizerSpec,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder({ pages: plan.pages, shared });
  const context: KernelContext = {
    module,
    multiplyAdd: features.multiplyAdd,
    vectorsAtOnce: features.vectorsAtOnce,
  };
  const math = importMath(module);
  const forward = blockForward(context, math, network, plan);
  const backward = blockBackward(context, network, plan);
  const part = partTask(context, plan, forward, backward);
  const weights = weightTask(context, plan, optimizer);
  module.export('forward', forward);
  module.export('work', takeTasks(context, plan, part, weights));
  return module.encode();
}

const controlWord = (offset: number): I32 => i32.load(i32.const(offset));

/** Generates (worker): takes tasks of the present order until none is left. */
function takeTasks(context: KernelContext, plan: MemoryPlan, part: Callable, weights: Callable): Callable {
  return context.module.function('work', ['i32'], (f) => {
    const worker = f.parameter(0, 'i32');
    const scratch = f.local('i32', i32.plus(i32.times(worker, plan.scratchBytes), plan.scratch));
    const ticketAddress = i32.const(CONTROL.ticket);
    const ticket = f.local('i32');
    const task = f.local('i32');
    const order = f.local('i32');
    const count = f.local('i32');
    const lookForTask = () => {
      f.set(ticket, i32.atomicLoad(ticketAddress));
      f.set(task, i32.and(ticket, i32.const(CLOSED)));
      f.set(order, controlWord(CONTROL.order));
      f.set(count, controlWord(CONTROL.taskCount));
    };
    lookForTask();
    f.while(i32.ltUnsigned(task, count), () => {
      // Still the same ticket: then what was read belongs to it.
      const before = i32.atomicCompareExchange(ticketAddress, ticket, i32.plus(ticket, 1));
      f.if(i32.eq(before, ticket), () => {
        signalProgress(f);
        f.if(
          i32.geSigned(order, i32.const(ORDER.sumGradients)),
          () => f.call(weights, scratch, task, order),
          () => f.call(part, scratch, task, i32.eq(order, i32.const(ORDER.train))),
        );
        const done = i32.atomicAdd(i32.const(CONTROL.done), i32.const(1));
        f.if(i32.eq(i32.plus(done, 1), count), () => {
          f.local('i32', i32.atomicNotify(i32.const(CONTROL.done), i32.const(1)));
        });
      });
      lookForTask();
    });
  });
}

function signalProgress(f: FunctionBuilder): void {
  f.local('i32', i32.atomicAdd(i32.const(CONTROL.progress), i32.const(1)));
}

/** Generates (scratch, part, whether to train): the images of a part, block by block. */
function partTask(context: KernelContext, plan: MemoryPlan, forward: Callable, backward: Callable): Callable {
  return context.module.function('part', ['i32', 'i32', 'i32'], (f) => {
    const [scratch, part, train] = [0, 1, 2].map((position) => f.parameter(position, 'i32'));
    const gradients = f.local(
      'i32',
      i32.plus(i32.times(part, plan.convolutionBytes), plan.partGradients - plan.parameters),
    );
    f.if(train, () => f.fillZero(i32.plus(gradients, plan.parameters), i32.const(plan.convolutionBytes)));
    const first = f.local('i32', i32.mul(part, controlWord(CONTROL.partImages)));
    const end = smaller(f, i32.add(first, controlWord(CONTROL.partImages)), controlWord(CONTROL.imageCount));
    const image = f.local('i32');
    f.for(image, first, end, BLOCK_IMAGES, () => {
      signalProgress(f);
      const images = smaller(f, i32.sub(end, image), i32.const(BLOCK_IMAGES));
      f.call(forward, scratch, image, images);
      f.if(train, () => f.call(backward, scratch, image, images, gradients));
    });
  });
}

/** Generates (scratch, task, order): a piece of the convolutions' weights or a panel of a dense layer's. */
function weightTask(context: KernelContext, plan: MemoryPlan, optimizer: OptimizerSpec): Callable {
  const step = optimizerStep(context, plan, optimizer);
  const sum = sumPartGradients(context, plan);
  const squares = sumOfSquares(context, plan);
  const halves = [
    { layers: plan.localization, rate: CONTROL.localizationRate },
    { layers: plan.classifier, rate: CONTROL.classifierRate },
  ];
  const dense = halves.flatMap(({ layers, rate }) =>
    layers
      .filter((layer) => layer.kind === 'dense')
      .map((layer) => ({ layer, rate, kernel: denseWeightGradient(context, layer, plan.batchSize) })),
  );
  return context.module.function('weights', ['i32', 'i32', 'i32'], (f) => {
    const [scratch, task, order] = [0, 1, 2].map((position) => f.parameter(position, 'i32'));
    let first = 0;
    /** The body for tasks that come next, with their number among them. */
    const tasks = (count: number, body: (number: Local<'i32'>) => void) => {
      const number = f.local('i32', i32.plus(task, -first));
      f.if(i32.ltUnsigned(number, i32.const(count)), () => body(number));
      first += count;
    };
    const ifToSum = (body: () => void) => f.if(i32.ne(order, i32.const(ORDER.stepOnly)), body);
    const finish = (ranges: readonly (readonly [I32, I32])[], rate: number) => {
      if (optimizer.gradientClip > 0) {
        const address = f.local('i32', i32.plus(i32.shl(task, i32.const(2)), plan.squares));
        const sums = ranges.map(([from, to]) => callResult(squares, 'f32', from, to));
        ifToSum(() => f.storeF32(address, sums.reduce(f32.add)));
      }
      f.if(i32.geSigned(order, i32.const(ORDER.step)), () => {
        for (const [from, to] of ranges) f.call(step, from, to, i32.const(rate));
      });
    };
    const middle = plan.parameters + plan.localizationConvolutionBytes;
    const convolutions = [
      { from: plan.parameters, to: middle, rate: CONTROL.localizationRate },
      { from: middle, to: plan.parameters + plan.convolutionBytes, rate: CONTROL.classifierRate },
    ];
    for (const half of convolutions) {
      tasks(CONVOLUTION_TASKS, (number) => {
        const piece = roundUp((half.to - half.from) / CONVOLUTION_TASKS, 64);
        const end = i32.const(half.to);
        const from = smaller(f, i32.plus(i32.times(number, piece), half.from), end);
        const to = smaller(f, i32.plus(from, piece), end);
        ifToSum(() => f.call(sum, from, to, controlWord(CONTROL.parts)));
        finish([[from, to]], half.rate);
      });
    }
    for (const { layer, rate, kernel } of dense) {
      tasks(Math.ceil(layer.layer.outputs / PANEL_OUTPUTS), (number) => {
        const lists = i32.plus(scratch, plan.gradientLists);
        const toGradient = i32.const(plan.gradients - plan.parameters);
        ifToSum(() => f.call(kernel, number, controlWord(CONTROL.imageCount), toGradient, lists));
        finish(panelRanges(f, layer, number), rate);
      });
    }
  });
}

/** The addresses of a panel's weights and biases. */
function panelRanges(f: FunctionBuilder, layer: DensePlan, panel: Local<'i32'>): (readonly [I32, I32])[] {
  const from = f.local('i32', i32.plus(i32.times(panel, layer.panelPitch), layer.weights));
  const bias = f.local('i32', i32.plus(i32.times(panel, PANEL_OUTPUTS * 4), layer.bias));
  const biasEnd = i32.const(layer.bias + layer.paddedOutputs * 4);
  return [
    [from, i32.plus(from, layer.panelPitch)],
    [bias, smaller(f, i32.plus(bias, PANEL_OUTPUTS * 4), biasEnd)],
  ];
}
