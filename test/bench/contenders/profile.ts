/** Where a computation's time goes, by V8's own sampling: it knows the kernels by the names they were generated with. */
import { Session } from 'node:inspector/promises';

const SAMPLE_MICROSECONDS = 200;

export interface FunctionTime {
  readonly name: string;
  readonly seconds: number;
}

/** @param compute runs in this thread alone: others are not seen */
export async function profiled<T>(compute: () => T): Promise<{ result: T; profile: FunctionTime[] }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
  await session.post('Profiler.start');
  const result = compute();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
  const times = new Map<string, number>();
  (profile.samples ?? []).forEach((node, index) => {
    const name = names.get(node) ?? '';
    times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas?.[index] ?? 0) / 1e6);
  });
  const sorted = Array.from(times, ([name, seconds]) => ({ name, seconds }));
  return { result, profile: sorted.sort((left, right) => right.seconds - left.seconds) };
}
