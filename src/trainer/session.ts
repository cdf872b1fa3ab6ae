/**
 * One trainer: runs a training, keeps its network for inspection afterwards. Knows nothing of processes or terminals;
 * the fork's entry (process.ts) and the command line (cli/) drive the very same class.
 */
import type { Config } from '../shared/config';
import { messageOf } from '../shared/messageOf';
import type { NetworkSpec } from '../shared/network/network';
import type { Places, SteeringCommand } from '../shared/trainerCommands';
import type { TrainerEvent } from '../shared/trainerProtocol';
import { benchmarkEngines } from './benchmark';
import { RunControl } from './control';
import type { Position } from './data/feed/feed';
import type { NamedTensors } from './engines/engine';
import { describeSurroundings } from './engines/select';
import { failureEvent } from './failureEvent';
import type { InquirySubject, Moment, RunOrigin } from './inquiries/moment';
import { loadRun, type Loaded } from './loaded';
import { evaluate } from './observation/evaluation';
import { Recorder, type Outcome } from './recorder';
import { readInterruptedRun } from './run/interruptedRun';
import { RunFolder } from './run/runFolder';
import { readSavedRun } from './run/savedRun';
import { trainRun, type Surroundings } from './trainRun';
import { UserError } from './userError';

export class TrainerSession {
  private loaded: Loaded | undefined;
  private control: RunControl;
  private busy = false;
  private readonly recorder: Recorder;

  /**
   * @param listen gets every event, in order
   * @param distribution folder of the built bundles: its parent's node_modules may hold tfjs-node, its `webview` the report's code
   * @param onLoaded gets what can be asked about from now on; undefined: nothing any more
   */
  constructor(
    private readonly listen: (event: TrainerEvent) => void,
    private readonly distribution: string,
    private readonly onLoaded: (subject: InquirySubject | undefined) => void = () => undefined,
  ) {
    this.control = new RunControl(listen);
    this.recorder = new Recorder(listen);
  }

  /** A copy of the weights as they are now; undefined where nothing is loaded. */
  get moment(): Moment | undefined {
    const { loaded } = this;
    return loaded && { ...loaded.position, weights: loaded.engine.readWeights() };
  }

  /** Trains a run into its folder. Never rejects: what goes wrong is the `failed` event and the outcome. */
  async start(config: Config, runDirectory: string, places: Places): Promise<Outcome> {
    return await this.exclusively(() =>
      this.recorder.record(
        () => RunFolder.create(runDirectory),
        undefined,
        (recording) => {
          recording.folder.writeConfig(config);
          return trainRun(recording, config, this.surroundings(places));
        },
      ),
    );
  }

  /** Goes on with a run that was interrupted, in its folder and with its settings. Never rejects, as `start`. */
  async resume(runDirectory: string, places: Places): Promise<Outcome> {
    return await this.exclusively(() =>
      this.recorder.record(
        () => RunFolder.reopen(runDirectory),
        // What goes wrong before it goes on is no part of its story: a completed run stays one.
        'resumed',
        async (recording) => {
          const run = await readInterruptedRun(recording.folder, (message) =>
            recording.emit({ type: 'log', level: 'warning', message }),
          );
          return await trainRun(recording, run.config, this.surroundings(places), run.checkpoint);
        },
      ),
    );
  }

  /** Loads a saved run's network for inspection. Never rejects, as `start`. */
  async open(runDirectory: string, places: Places): Promise<Outcome> {
    return await this.exclusively(async () => {
      try {
        const { epoch, batch } = await this.load(runDirectory, places);
        this.listen({ type: 'opened', directory: runDirectory, epoch, batch });
        return 'completed';
      } catch (error) {
        this.listen(failureEvent(error));
        return 'failed';
      }
    });
  }

  /**
   * Test loss and accuracy of a saved run's newest weights.
   * @param overrides settings to use in place of the run's, such as another data directory
   * @throws UserError where the run or its data can't be read
   */
  async evaluateRun(runDirectory: string, places: Places, overrides: Partial<Config>) {
    const { engine, examples, config } = await this.load(runDirectory, places, overrides);
    const result = await evaluate(engine, examples, config.testBatchSize, () => false);
    if (!result) throw new Error('The evaluation stopped without having been asked to.');
    return result.score;
  }

  /** Ends training after the batch at work, or whatever comes before it. */
  stop(): void {
    this.control.stop();
  }

  /** Has the run that is going on pause, go on, or change its settings. */
  steer(command: SteeringCommand): void {
    if (this.busy) this.control.obey(command);
  }

  /** Times every engine on the configuration's network; the answer is an event. Never rejects, as `start`. */
  async benchmark(request: number, config: Config, places: Places): Promise<void> {
    try {
      if (this.busy) throw new UserError('The trainer is at work on a run: stop it first.');
      await this.exclusively(async () => {
        const result = await benchmarkEngines(
          config,
          describeSurroundings(places, this.distribution),
          (message, fraction) => this.listen({ type: 'preparing', message, fraction }),
        );
        this.listen({ type: 'benchmark', request, ...result });
        return 'completed';
      });
    } catch (error) {
      this.listen({ type: 'requestFailed', request, message: messageOf(error) });
    }
  }

  dispose(): void {
    this.stop();
    this.recorder.dispose();
    this.loaded?.engine.dispose();
    this.loaded = undefined;
  }

  private surroundings(places: Places): Surroundings {
    const { distribution, control } = this;
    return {
      ...{ places, distribution, control },
      prepare: (config, origin, weights) =>
        this.prepare(config, origin, places, weights, { epoch: 0, batch: 0 }),
    };
  }

  private async load(runDirectory: string, places: Places, overrides: Partial<Config> = {}) {
    const saved = readSavedRun(runDirectory);
    const config = { ...saved.config, ...overrides };
    const { epoch, batch, begun, changes } = saved;
    const origin = { directory: runDirectory, config: begun, changes };
    await this.prepare(config, origin, places, () => saved.weights, { epoch, batch });
    const { loaded } = this;
    if (!loaded) throw new Error('The network was closed while it was loading.');
    return { ...loaded, epoch, batch };
  }

  /** Loads the data, compiles the engine and gives it its weights; replaces what was loaded before. */
  private async prepare(
    config: Config,
    origin: RunOrigin,
    places: Places,
    weights: (network: NetworkSpec) => NamedTensors,
    position: Position,
  ): Promise<Loaded> {
    this.loaded?.engine.dispose();
    this.loaded = undefined;
    this.onLoaded(undefined);
    const loaded = await loadRun({
      ...{ config, places, weights, position, distribution: this.distribution },
      progress: (message, fraction) => this.listen({ type: 'preparing', message, fraction }),
      signal: this.control.signal,
    });
    this.loaded = loaded;
    const { size, classNames, normalization, test, drawn } = loaded.examples;
    this.onLoaded({ ...origin, examples: { size, classNames, normalization, test, drawn } });
    return loaded;
  }

  private async exclusively(work: () => Promise<Outcome>): Promise<Outcome> {
    if (this.busy) {
      this.listen({ type: 'failed', message: 'The trainer is at work on another run: stop it first.' });
      return 'failed';
    }
    this.busy = true;
    this.control = new RunControl(this.listen);
    try {
      return await work();
    } finally {
      this.busy = false;
    }
  }
}
