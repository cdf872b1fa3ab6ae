/** Answers what the inspector asks of the loaded network, with its weights as they are at that moment. */
import { messageOf } from '../shared/messageOf';
import { mostAtOnce, type Answer, type Query } from '../shared/queries';
import type { ImageSize, TrainerEvent } from '../shared/trainerProtocol';
import { ClassifierAlone } from './classifierAlone';
import { normalizationTable } from './data/normalization';
import type { Loaded } from './loaded';
import { thetaLength } from '../shared/network/network';
import { inspectDigit, inspectImage, shownPixels, type Presented } from './observation/pictures';
import { UserError } from './userError';

type Survey = Extract<Query, { kind: 'survey' }>;
type Resample = Extract<Query, { kind: 'resample' }>;

export class Inquiries {
  /** Of the network that was asked about last. */
  private alone: { readonly loaded: Loaded; readonly classifier: Promise<ClassifierAlone> } | undefined;

  /**
   * @param listen gets the answers
   * @param loadedNow undefined while there is no network
   */
  constructor(
    private readonly listen: (event: TrainerEvent) => void,
    private readonly loadedNow: () => Loaded | undefined,
  ) {}

  inspect(request: number, index: number): void {
    this.present(request, (loaded) => {
      const { count } = loaded.examples.test;
      if (index >= count) {
        throw new UserError(`There is no test digit ${index}: the last one is ${count - 1}.`);
      }
      return inspectDigit(loaded, index);
    });
  }

  /** As `inspect`. @param image raw pixels of the network's input */
  look(request: number, image: Uint8Array): void {
    this.present(request, (loaded) => {
      checkImage(image, loaded.network.input);
      return inspectImage(loaded, image);
    });
  }

  /** Never rejects: what goes wrong is an event too. */
  async query(request: number, query: Query): Promise<void> {
    try {
      const loaded = this.loaded();
      const answer = query.kind === 'survey' ? survey(loaded, query) : await this.resample(loaded, query);
      this.listen({ type: 'answer', request, answer });
    } catch (error) {
      this.refuse(request, error);
    }
  }

  dispose(): void {
    void this.alone?.classifier.then(
      (classifier) => classifier.dispose(),
      () => undefined,
    );
    this.alone = undefined;
  }

  /** Tells what was computed, or why nothing could be. */
  private present(request: number, compute: (loaded: Loaded) => Presented): void {
    try {
      const loaded = this.loaded();
      const { epoch, batch } = loaded.position;
      this.listen({ type: 'inspection', request, epoch, batch, ...compute(loaded) });
    } catch (error) {
      this.refuse(request, error);
    }
  }

  private refuse(request: number, error: unknown): void {
    this.listen({ type: 'requestFailed', request, message: messageOf(error) });
  }

  private loaded(): Loaded {
    const loaded = this.loadedNow();
    if (!loaded) throw new UserError('There is no network to inspect yet: run STN: Train first.');
    return loaded;
  }

  private async resample(loaded: Loaded, { image, matrices }: Resample): Promise<Answer> {
    checkImage(image, loaded.network.input);
    const classifier = await this.classifierOf(loaded);
    if (this.loadedNow() !== loaded) throw new UserError('Another run was loaded meanwhile: ask again.');
    const { outputs, logProbabilities } = classifier.classify(image, matrices);
    const length = outputs.length / matrices.length;
    return {
      kind: 'resample',
      output: shownPixels(outputs.subarray(0, length), loaded.examples.normalization),
      logProbabilities: inRows(logProbabilities, matrices.length, loaded.network.classes),
    };
  }

  private async classifierOf(loaded: Loaded): Promise<ClassifierAlone> {
    if (this.alone?.loaded !== loaded) {
      this.dispose();
      this.alone = { loaded, classifier: ClassifierAlone.of(loaded) };
    }
    return await this.alone.classifier;
  }
}

function survey({ engine, network, examples }: Loaded, { images }: Survey): Answer {
  const length = lengthOf(network.input);
  const count = images.length / length;
  if (!Number.isInteger(count) || count < 1 || count > mostAtOnce) {
    throw new UserError(
      `The images have ${images.length} bytes, but one has ${length}: send 1 to ${mostAtOnce} whole ones.`,
    );
  }
  const table = normalizationTable(examples.normalization);
  const { theta, logProbabilities } = engine.infer({ pixels: images, table }, count);
  return {
    kind: 'survey',
    thetas: inRows(theta, count, thetaLength(network)),
    logProbabilities: inRows(logProbabilities, count, network.classes),
  };
}

function inRows(values: Float32Array, count: number, length: number): number[][] {
  return Array.from({ length: count }, (_, row) =>
    Array.from(values.subarray(row * length, (row + 1) * length)),
  );
}

/** @throws UserError where it is not as large as the network's input */
function checkImage(image: Uint8Array, { height, width, channels }: ImageSize): void {
  if (image.length === height * width * channels) return;
  throw new UserError(
    `The image has ${image.length} bytes, but the network reads ${width}×${height} pixels of ${channels}: scale it to that.`,
  );
}

function lengthOf({ height, width, channels }: ImageSize): number {
  return height * width * channels;
}
