/** Where each number of the interface's weights lies in memory. */
import type { NetworkSpec } from '../../../shared/network/network';
import { weightShapes } from '../../../shared/network/network';
import { tilePitch } from './kernels/denseWeights';
import { channelBytes } from './kernels/convolutionForward';
import { PANEL_OUTPUTS } from './tasks';
import type { ConvolutionPlan, DensePlan, LayerPlan, MemoryPlan } from './layout';

export interface WeightTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Calls `visit` with the number's position in the interface's tensor and its address. */
  readonly forEach: (visit: (index: number, address: number) => void) => void;
}

/** All weights in the network's order. */
export function weightTensors(network: NetworkSpec, plan: MemoryPlan): WeightTensor[] {
  const layers = [...plan.localization, ...plan.classifier];
  return weightShapes(network).map(({ name, shape }, position) => {
    const layer = layers[Math.floor(position / 2)];
    return { name, shape, forEach: position % 2 === 0 ? kernelAddresses(layer) : biasAddresses(layer) };
  });
}

function biasAddresses(plan: LayerPlan): WeightTensor['forEach'] {
  const count = plan.kind === 'convolution' ? plan.layer.output.channels : plan.layer.outputs;
  return (visit) => {
    for (let index = 0; index < count; index++) visit(index, plan.bias + index * 4);
  };
}

function kernelAddresses(plan: LayerPlan): WeightTensor['forEach'] {
  return plan.kind === 'convolution' ? convolutionAddresses(plan) : denseAddresses(plan);
}

/** Of [ky, kx, input channel, output channel]. */
function convolutionAddresses(plan: ConvolutionPlan): WeightTensor['forEach'] {
  const { kernel, input, output } = plan.layer;
  const place = (ky: number, kx: number, channel: number) => {
    const [row, column] =
      plan.form === 'planar' ? [channel * kernel + ky, kx] : [ky, kx * input.channels + channel];
    return row * plan.rowVectors * 16 + column * 4;
  };
  return (visit) => {
    let index = 0;
    for (let ky = 0; ky < kernel; ky++) {
      for (let kx = 0; kx < kernel; kx++) {
        for (let channel = 0; channel < input.channels; channel++) {
          const offset = plan.weights + place(ky, kx, channel);
          for (let out = 0; out < output.channels; out++) visit(index++, offset + out * channelBytes(plan));
        }
      }
    }
  };
}

/** Of [input, output]. */
function denseAddresses(plan: DensePlan): WeightTensor['forEach'] {
  const { inputs, outputs } = plan.layer;
  const tileInputs = plan.tileVectors * 4;
  const rows = Array.from({ length: outputs }, (_, output) => {
    const panel = Math.floor(output / PANEL_OUTPUTS);
    return panel * plan.panelPitch + (output % PANEL_OUTPUTS) * tileInputs * 4;
  });
  return (visit) => {
    let index = 0;
    for (let input = 0; input < inputs; input++) {
      const place = inputPosition(plan, input);
      const tile = Math.floor(place / tileInputs);
      const column = plan.weights + tile * tilePitch(plan) + (place % tileInputs) * 4;
      for (const row of rows) visit(index++, column + row);
    }
  };
}

/** The place of an input in a row of weights; a planar image's pixels are numbered channels last at the interface. */
function inputPosition({ inputImage }: DensePlan, input: number): number {
  if (!inputImage) return input;
  const { size, planePitch, rowPitch } = inputImage;
  const pixel = Math.floor(input / size.channels);
  const row = Math.floor(pixel / size.width);
  return ((input % size.channels) * planePitch + row * rowPitch) / 4 + (pixel % size.width);
}
