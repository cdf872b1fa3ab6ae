/** Answers what the inspector asks of the loaded network: with its weights of any epoch, or as they are now. */
import { messageOf } from '../../shared/messageOf';
import {
  mostAtOnce,
  type Answer,
  type AnswerOf,
  type EpochSeen,
  type Query,
  type QueryOf,
} from '../../shared/queries';
import type { ImageSize, TrainerEvent } from '../../shared/trainerProtocol';
import { normalizationTable } from '../data/normalization';
import { thetaLength } from '../../shared/network/network';
import {
  inspectDigit,
  inspectImage,
  lookAt,
  shownPixels,
  type Looking,
  type Presented,
} from '../observation/pictures';
import { UserError } from '../userError';
import { InspectedRun } from './inspectedRun';
import type { InquirySubject, Moment } from './moment';

export class Inquiries {
  private run: InspectedRun | undefined;

  /**
   * @param listen gets the answers
   * @param take the weights of the loaded network as they are now; rejects where there are none
   */
  constructor(
    private readonly listen: (event: TrainerEvent) => void,
    private readonly take: () => Promise<Moment>,
  ) {}

  /** @param subject undefined where nothing is loaded any more */
  begin(subject: InquirySubject | undefined): void {
    this.run?.dispose();
    this.run = subject && new InspectedRun(subject, this.take);
  }

  /** What is told of the run changes what there is to look at. */
  follow(event: TrainerEvent): void {
    this.run?.follow(event);
  }

  /** @param epoch whole epochs trained; undefined: now. Never rejects: what goes wrong is an event too. */
  async inspect(request: number, index: number, epoch?: number): Promise<void> {
    await this.present(request, epoch, (looking) => {
      const { count } = looking.examples.test;
      if (index >= count) {
        throw new UserError(`There is no test digit ${index}: the last one is ${count - 1}.`);
      }
      return inspectDigit(looking, index);
    });
  }

  /** As `inspect`. @param image raw pixels of the network's input */
  async look(request: number, image: Uint8Array, epoch?: number): Promise<void> {
    await this.present(request, epoch, (looking) => {
      checkImage(image, looking.network.input);
      return inspectImage(looking, image);
    });
  }

  /** Never rejects, as `inspect`. */
  async query(request: number, query: Query, epoch?: number): Promise<void> {
    try {
      this.listen({ type: 'answer', request, answer: await answerTo(query, this.inspected(), epoch) });
    } catch (error) {
      this.refuse(request, error);
    }
  }

  dispose(): void {
    this.begin(undefined);
  }

  /** Tells what was computed, or why nothing could be. */
  private async present(
    request: number,
    wanted: number | undefined,
    compute: (looking: Looking) => Presented,
  ): Promise<void> {
    try {
      const run = this.inspected();
      const sight = await run.sight(wanted);
      const presented = await run.look(sight, compute);
      const { epoch, batch } = sight;
      this.listen({ type: 'inspection', request, epoch, batch, ...presented });
    } catch (error) {
      this.refuse(request, error);
    }
  }

  private refuse(request: number, error: unknown): void {
    this.listen({ type: 'requestFailed', request, message: messageOf(error) });
  }

  private inspected(): InspectedRun {
    if (!this.run) throw new UserError('There is no network to inspect yet: run STN: Train first.');
    return this.run;
  }
}

async function answerTo(query: Query, run: InspectedRun, epoch: number | undefined): Promise<Answer> {
  switch (query.kind) {
    case 'survey':
      return await run.look(await run.sight(epoch), (looking) => survey(looking, query));
    case 'resample':
      return await resample(run, query, epoch);
    case 'epochs':
      return await throughEpochs(run, query);
  }
}

async function resample(
  run: InspectedRun,
  { image, matrices }: QueryOf<'resample'>,
  epoch: number | undefined,
): Promise<AnswerOf<'resample'>> {
  checkImage(image, run.input);
  const sight = await run.sight(epoch);
  const { network, classifier } = await run.classifier(sight);
  const { normalization } = run.examples;
  const { outputs, logProbabilities } = classifier.classify(sight.weights, image, matrices, normalization);
  const length = outputs.length / matrices.length;
  return {
    kind: 'resample',
    output: shownPixels(outputs.subarray(0, length), normalization),
    logProbabilities: inRows(logProbabilities, matrices.length, network.classes),
  };
}

/** An epoch whose weights can't be had says so; the others are answered all the same. */
async function throughEpochs(
  run: InspectedRun,
  { image, epochs }: QueryOf<'epochs'>,
): Promise<AnswerOf<'epochs'>> {
  checkImage(image, run.input);
  const seen: EpochSeen[] = [];
  for (const epoch of epochs) {
    try {
      const set = { images: image, labels: new Uint8Array(1), count: 1 };
      const { theta, logProbabilities, outputs } = await run.look(await run.sight(epoch), (looking) =>
        lookAt(looking, set, [0]),
      );
      const sight = { theta: [...theta], logProbabilities: [...logProbabilities], output: outputs };
      seen.push({ epoch, sight, problem: '' });
    } catch (error) {
      seen.push({ epoch, sight: null, problem: messageOf(error) });
    }
  }
  return { kind: 'epochs', seen };
}

function survey({ engine, network, examples }: Looking, { images }: QueryOf<'survey'>): AnswerOf<'survey'> {
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
