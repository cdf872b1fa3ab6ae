/** What the collapse watch says: what is seen, and which settings have helped others. */
import type { Config } from './config';
import type { TrainerEventOf } from './trainerProtocol';

export type Finding = TrainerEventOf<'collapse'>['finding'];

const seen: Record<Finding, string> = {
  shrinking: 'shrinks the image to less than a tenth of its output',
  growing: 'reads a spot or a line of less than a fiftieth of the image',
  flipping: 'shows the image mirrored',
  leaving: 'looks past the image: more than nine tenths of its grid lie outside',
};

/**
 * @param digits for which it is seen
 * @param total digits looked at
 * @param transformer which one, from 0, of how many
 */
export function collapseMessage(
  finding: Finding,
  epoch: number,
  digits: number,
  total: number,
  transformer: { readonly number: number; readonly of: number },
): string {
  const name = transformer.of === 1 ? 'the transformer' : `transformer ${transformer.number + 1}`;
  return `After epoch ${epoch} ${name} ${seen[finding]}, for ${digits} of ${total} digits.`;
}

/** Names settings that differ from what the run has. */
export function collapseAdvice(finding: Finding, { sampler, localization, transformer }: Config): string {
  const tries: string[] = [];
  const factor = Math.min(0.1, localization.learningRateFactor / 10);
  if (factor > 0) tries.push(`stn.localization.learningRateFactor ${Number(factor.toPrecision(3))}`);
  const goesOutside = finding === 'shrinking' || finding === 'leaving';
  if (!transformer.identityStart) tries.push('stn.transformer.identityStart true');
  if (goesOutside && sampler.padding === 'zeros') tries.push('stn.sampler.padding "background"');
  const penalty = goesOutside ? 'outsidePenalty' : 'identityPenalty';
  tries.push(`stn.transformer.${penalty} ${Math.min(100, Math.max(0.1, 10 * transformer[penalty]))}`);
  if (finding === 'flipping') tries.push('stn.transformer.kind "similarity", which can’t mirror');
  return `Try ${new Intl.ListFormat('en', { type: 'disjunction' }).format(tries)}.`;
}
