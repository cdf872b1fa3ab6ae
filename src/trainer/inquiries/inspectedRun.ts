/** The run that is asked about: at any moment of it, its weights in an engine of the inquiries' own. */
import { addChange, withChanges, type SettingsChange } from '../../shared/liveSettings';
import type { TrainerEvent } from '../../shared/trainerProtocol';
import { poseFinder } from '../data/examples';
import { networkOf } from '../loaded';
import { initialWeights } from '../model/initialise';
import type { NetworkSpec } from '../../shared/network/network';
import type { Looking } from '../observation/pictures';
import { randomStreams } from '../random';
import { readWeightFiles } from '../run/weightFiles';
import { UserError } from '../userError';
import { ClassifierAlone } from './classifierAlone';
import { EpochWeights } from './epochWeights';
import { InquiryEngine } from './inquiryEngine';
import { LiveWeights } from './liveWeights';
import type { InquirySubject, Moment } from './moment';

/** A network of the run: settings that change while it goes on make it another. */
interface Variant {
  readonly network: NetworkSpec;
  readonly engine: Promise<InquiryEngine>;
  alone?: Promise<ClassifierAlone>;
}

/** A moment that is looked at. */
export interface Sight extends Moment {
  /** Not one gone by. */
  readonly isNow: boolean;
}

export class InspectedRun {
  private changes: readonly SettingsChange[];
  private readonly epochs: EpochWeights;
  private readonly live: LiveWeights;
  /** By the sampler's padding. */
  private readonly variants = new Map<string, Variant>();
  private readonly poseOf: Looking['examples']['poseOf'];
  private isOver = false;

  /** @param take the weights as they are now; rejects where there are none */
  constructor(
    private readonly subject: InquirySubject,
    take: () => Promise<Moment>,
  ) {
    const { config, directory, examples, changes } = subject;
    this.changes = changes;
    this.live = new LiveWeights(take);
    this.poseOf = poseFinder(examples, config.sampler.alignCorners);
    this.epochs = new EpochWeights(directory, () =>
      initialWeights(
        networkOf(config, examples),
        randomStreams(config.seed).weights,
        config.transformer.identityStart,
      ),
    );
  }

  get examples(): Looking['examples'] {
    return { ...this.subject.examples, poseOf: this.poseOf };
  }

  /** What images are for all its networks. */
  get input(): NetworkSpec['input'] {
    return this.subject.examples.size;
  }

  /** The run goes on. */
  follow(event: TrainerEvent): void {
    switch (event.type) {
      case 'changed':
        this.changes = addChange(this.changes, event);
        break;
      case 'weights': {
        const { epoch, batch, directory } = event;
        const read = () => readWeightFiles(this.subject.directory, directory);
        this.live.areSaved(() => ({ epoch, batch, weights: read() }));
        break;
      }
      case 'steering':
      case 'finished':
      case 'failed':
        this.live.forget();
        break;
    }
  }

  /**
   * @param epoch whole epochs trained; undefined: now
   * @throws UserError where there are no such weights
   */
  async sight(epoch: number | undefined): Promise<Sight> {
    if (epoch === undefined) return { ...(await this.live.get()), isNow: true };
    return { epoch, batch: 0, weights: this.epochs.read(epoch), isNow: false };
  }

  /**
   * Computes with these weights. Several may ask at once: each has the engine as long as `compute` lasts.
   * @throws UserError as InquiryEngine
   */
  async look<T>(sight: Sight, compute: (looking: Looking) => T): Promise<T> {
    const { network, engine } = this.variantOf(sight);
    const ready = await engine;
    this.refuseIfOver();
    return compute({ engine: ready.with(sight.weights), network, examples: this.examples });
  }

  /** @throws UserError where transformers side by side leave it open whose grid is meant */
  async classifier(sight: Sight): Promise<{ network: NetworkSpec; classifier: ClassifierAlone }> {
    const variant = this.variantOf(sight);
    const { network } = variant;
    const classifier = await (variant.alone ??= ClassifierAlone.of(network));
    this.refuseIfOver();
    return { network, classifier };
  }

  dispose(): void {
    this.isOver = true;
    for (const { engine, alone } of this.variants.values()) {
      for (const made of [engine, alone]) {
        void made?.then(
          (part) => part.dispose(),
          () => undefined,
        );
      }
    }
    this.variants.clear();
  }

  private refuseIfOver(): void {
    if (this.isOver) throw new UserError('Another run was loaded meanwhile: ask again.');
  }

  private variantOf({ epoch, isNow }: Sight): Variant {
    // What was changed right after an epoch, its digits were not looked at with.
    const made = this.changes.filter((change) => isNow || change.epoch < epoch);
    const { sampler } = withChanges(this.subject.config, made);
    const known = this.variants.get(sampler.padding);
    if (known) return known;
    const network = networkOf({ ...this.subject.config, sampler }, this.subject.examples);
    const variant = { network, engine: InquiryEngine.of(network) };
    this.variants.set(sampler.padding, variant);
    return variant;
  }
}
