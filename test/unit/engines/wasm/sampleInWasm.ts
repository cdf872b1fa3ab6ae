/** Grid generator and sampler of the wasm engine by themselves: what a batch gives, forward and backward. */
import type { TransformerSpec } from '../../../../src/shared/transformers/spec';
import type { ImageSize } from '../../../../src/shared/trainerProtocol';
import { ModuleBuilder, type Callable } from '../../../../src/trainer/engines/wasm/assembler';
import type { Features } from '../../../../src/trainer/engines/wasm/features';
import { planGrid, planSampler, writeGrids } from '../../../../src/trainer/engines/wasm/gridPlan';
import {
  coefficientsBackward,
  coefficientsForward,
} from '../../../../src/trainer/engines/wasm/kernels/coefficients';
import { gridGenerator } from '../../../../src/trainer/engines/wasm/kernels/gridGenerator';
import { importMath } from '../../../../src/trainer/engines/wasm/kernels/math';
import { samplerBackward, samplerForward } from '../../../../src/trainer/engines/wasm/kernels/sampler';
import type { DensePlan, ImageBuffer, PlanarImage } from '../../../../src/trainer/engines/wasm/layout';
import type { Memory } from '../../../../src/trainer/engines/wasm/memory';
import { moduleImports } from '../../../../src/trainer/engines/wasm/team';
import { webAssembly } from '../../../../src/trainer/engines/wasm/webAssembly';
import type { SamplerSpec } from '../../../../src/shared/network/network';

export interface Sampling {
  readonly transformer: TransformerSpec;
  readonly sampler: SamplerSpec;
  readonly input: ImageSize;
  /** As many channels as the input. */
  readonly output: ImageSize;
}

export interface Sampled {
  /** [height, width, channels]. */
  readonly output: Float32Array;
  readonly thetaGradient: Float32Array;
}

/**
 * @returns samples one image and sends the output's gradient back. Where a base grid is given, theta moves that:
 *   [height, width, 2].
 */
export function sampleInWasm(
  { transformer, sampler, input, output }: Sampling,
  features: Features,
): (
  image: ArrayLike<number>,
  theta: ArrayLike<number>,
  outputGradient: ArrayLike<number>,
  base?: ArrayLike<number>,
) => Sampled {
  const memory = new Bump();
  const image = planarImage(memory, input);
  const network = { input, transformed: output, classes: 2, transformers: [], sampler, classifier: [] };
  const plan = planSampler(memory, network, image, planarImage(memory, output));
  const numbers = () => memory.imageBuffer('batch', 1024);
  const dense = { output: numbers(), outputGradient: numbers() } as DensePlan;
  const grid = planGrid(memory, transformer, dense, plan, new Map());
  const pages = Math.ceil(memory.top / 65536);

  const module = new ModuleBuilder({ pages, shared: false });
  const math = importMath(module);
  const context = { module, multiplyAdd: features.multiplyAdd, vectorsAtOnce: 6 };
  const generator = gridGenerator(context, grid, plan);
  const converts = grid.coefficients !== grid.theta;
  const steps: [Callable, ImageBuffer[]][] = [
    ...(converts
      ? [call(coefficientsForward(context, math, transformer), grid.theta, grid.coefficients)]
      : []),
    call(
      samplerForward(context, sampler, plan, generator),
      ...[grid.coefficients, grid.spline?.work ?? grid.theta],
      ...[image.buffer, plan.output.buffer, plan.derivativeX, plan.derivativeY],
    ),
    call(
      samplerBackward(context, sampler, plan, generator, 0),
      ...[grid.coefficients, grid.spline?.work ?? grid.theta],
      ...[plan.outputGradient, plan.derivativeX, plan.derivativeY, grid.coefficientsGradient],
    ),
    ...(converts
      ? [
          call(
            coefficientsBackward(context, transformer),
            ...[grid.coefficients, grid.coefficientsGradient, grid.thetaGradient],
          ),
        ]
      : []),
  ];
  steps.forEach(([kernel], number) => module.export(`step${number}`, kernel));
  const wasmMemory = new webAssembly.Memory({ initial: pages, maximum: pages, shared: false });
  const { exports } = new webAssembly.Instance(
    new webAssembly.Module(module.encode()),
    moduleImports(wasmMemory),
  );
  const floats = new Float32Array(wasmMemory.buffer);
  writeGrids(floats, network, plan, [{ localization: [], grid, sampler: plan }]);

  return (pixels, theta, outputGradient, base) => {
    eachPlace(image, image.buffer.offset, (place, at) => (floats[place] = pixels[at]));
    floats.set(Array.from(theta), grid.theta.offset / 4);
    eachPlace(plan.output, plan.outputGradient.offset, (place, at) => (floats[place] = outputGradient[at]));
    if (base) {
      const plane = { ...plan.output, size: { ...output, channels: 1 } };
      eachPlace(plane, plan.baseX, (place, at) => (floats[place] = base[2 * at]));
      eachPlace(plane, plan.baseY, (place, at) => (floats[place] = base[2 * at + 1]));
    }
    steps.forEach(([, buffers], number) => exports[`step${number}`](...buffers.map(({ offset }) => offset)));
    const sampled = new Float32Array(output.height * output.width * output.channels);
    eachPlace(plan.output, plan.output.buffer.offset, (place, at) => (sampled[at] = floats[place]));
    const gradient = grid.thetaGradient.offset / 4;
    return { output: sampled, thetaGradient: floats.slice(gradient, gradient + theta.length) };
  };
}

/** Hands out memory with a gap after each piece, and room for vectors to read past it. */
class Bump implements Memory {
  top = 64;

  take(bytes: number): number {
    const offset = this.top;
    this.top = Math.ceil((offset + bytes + 64) / 64) * 64;
    return offset;
  }

  imageBuffer(_: 'batch' | 'block', pitch: number): ImageBuffer {
    return { space: 'batch', offset: this.take(pitch), pitch };
  }
}

function planarImage(memory: Memory, size: ImageSize): PlanarImage {
  const rowPitch = Math.ceil(size.width / 4) * 16;
  const planePitch = rowPitch * size.height;
  return { size, rowPitch, planePitch, buffer: memory.imageBuffer('batch', planePitch * size.channels) };
}

function call(kernel: Callable, ...buffers: ImageBuffer[]): [Callable, ImageBuffer[]] {
  return [kernel, buffers];
}

/** Calls `visit` with each number's index in memory and its position in [height, width, channels]. */
function eachPlace(
  { size, rowPitch, planePitch }: PlanarImage,
  start: number,
  visit: (place: number, at: number) => void,
): void {
  const { height, width, channels } = size;
  for (let at = 0; at < height * width * channels; at++) {
    const pixel = Math.floor(at / channels);
    const row = Math.floor(pixel / width);
    visit(((at % channels) * planePitch + start + row * rowPitch) / 4 + (pixel % width), at);
  }
}
