/** What one repetition is asked, and what it answers: JSON on a contender's standard input and output. */
import type { Normalization } from '../../src/trainer/data/dataset';
import type { NetworkSpec } from '../../src/shared/network/network';

export type ContenderKind = 'wasm' | 'tensorflow' | 'pytorch' | 'pytorch-as-written';

export interface Job {
  readonly kind: ContenderKind;
  readonly network: NetworkSpec;
  /** Whether it is the tutorial's, which PyTorch takes from the tutorial's own code. */
  readonly tutorial: boolean;
  readonly threads: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Folder with MNIST/raw/, the IDX files of the network's image size. */
  readonly data: string;
  readonly normalization: Normalization;
  /** Folder with the original MNIST, for whoever measures loading it; empty where there is none. */
  readonly mnist: string;
  /** Folder that tfjs-node is set up in. */
  readonly tensorflow: string;
  /** Steps that are not timed: at least so many and so long. */
  readonly warmUp: { readonly batches: number; readonly seconds: number };
  readonly trainBatches: number;
  readonly testBatches: number;
  /** Whether to tell how the time is spread over the kernels. */
  readonly profile: boolean;
}

export interface Answer {
  /** What computed: versions, kind of SIMD. */
  readonly detail: string;
  readonly parameters: number;
  readonly loadSeconds?: number;
  readonly compileSeconds?: number;
  readonly train: {
    /** What an epoch spends once, however many batches it has: its order, a data loader's start. */
    readonly once: number;
    readonly batches: number;
    readonly seconds: number;
    /** On all threads of the process. */
    readonly cpuSeconds: number;
    readonly loss: number;
  };
  readonly evaluation: { readonly seconds: number; readonly images: number; readonly accuracy: number };
  /** Largest resident memory of the process. */
  readonly peakBytes: number | null;
  /** Seconds of the timed training by function, most first. */
  readonly profile?: readonly { readonly name: string; readonly seconds: number }[];
}
