/** Networks, transformers and distortions as a person names them. */
import type { Config } from '../../../src/shared/config';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import {
  thetaLength,
  type TransformerKind,
  type TransformerSpec,
} from '../../../src/shared/transformers/spec';
import { formatCount } from '../page/format';

type Started = TrainerEventOf<'started'>;

/** What a fact says: in a word, and in a quieter line. */
export interface Words {
  readonly value: string;
  readonly detail: string;
}

const kindNames: Record<TransformerKind, string> = {
  affine: 'affine',
  translation: 'translation',
  attention: 'attention',
  rotation: 'rotation',
  similarity: 'similarity',
  projective: 'projective',
  tps: 'thin-plate spline',
};

/** "affine", "thin-plate spline, 4 × 4 points". */
export function transformerName({ kind, controlPoints }: TransformerSpec): string {
  return kind === 'tps' ? `${kindNames.tps}, ${controlPoints} × ${controlPoints} points` : kindNames[kind];
}

export function networkWords({ config, network }: Started): Words {
  const { parameters, classifierParameters, transformers } = network;
  const names = { tutorial: 'Tutorial', fcn: 'FCN', cnn: 'CNN' } as const;
  const name = names[config.network.kind];
  // The paper's networks with a transformer have names of their own.
  const prefix = transformers.length > 1 ? `${transformers.length}×ST-` : 'ST-';
  const isPapers = config.network.kind !== 'tutorial';
  const localization =
    transformers.length > 0 ? ` (localization ${formatCount(parameters - classifierParameters)})` : '';
  return {
    value: isPapers && transformers.length > 0 ? `${prefix}${name}` : name,
    detail: `${formatCount(parameters)} parameters${localization}`,
  };
}

export function transformerWords({ config, network, dataset }: Started): Words {
  const { transformers, transformedSize: size } = network;
  if (transformers.length === 0) return { value: 'none', detail: 'the classifier reads the image itself' };
  const [first] = transformers;
  const times = transformers.length > 1 ? `${transformers.length} × ` : '';
  const numbers = transformers.reduce((sum, spec) => sum + thetaLength(spec), 0);
  const isResized = size.height !== dataset.size.height || size.width !== dataset.size.width;
  return {
    value: `${times}${kindNames[first.kind]}`,
    detail: [
      ...(first.kind === 'tps' ? [`${first.controlPoints} × ${first.controlPoints} points`] : []),
      ...(first.kind === 'tps' && first.bounded ? ['bounded'] : []),
      `theta of ${numbers} ${numbers === 1 ? 'number' : 'numbers'}`,
      ...(isResized ? [`output ${size.height}×${size.width}`] : []),
      ...(config.transformer.averagePool ? ['averaged 2×2'] : []),
    ].join(', '),
  };
}

const distortionDetails: Record<Exclude<Config['distortion']['kind'], 'custom'>, string> = {
  none: 'digits as they are',
  R: 'rotation ±90°',
  RTS: 'rotation ±45°, scale 0.7 to 1.2, any place',
  P: 'projective, corners moved',
  E: 'elastic, 16 points moved',
  translated: 'any place',
  TC: 'any place, six pieces of clutter',
};

export function distortionWords({ config, dataset }: Started): Words {
  const { distortion } = config;
  const { height, width } = dataset.size;
  const what = distortion.kind === 'custom' ? customWords(distortion) : distortionDetails[distortion.kind];
  const isDigit = height === 28 && width === 28;
  return { value: distortion.kind, detail: isDigit ? what : `${what}, on ${height}×${width}` };
}

function customWords(custom: Config['distortion']): string {
  const { rotation, smallestScale, largestScale, shear, place, corners, controlPoints, clutter } = custom;
  const parts = [
    ...(rotation > 0 ? [`rotation ±${rotation}°`] : []),
    ...(smallestScale !== 1 || largestScale !== 1 ? [`scale ${smallestScale} to ${largestScale}`] : []),
    ...(shear > 0 ? [`shear ±${shear}`] : []),
    ...(place === 'random' ? ['any place'] : []),
    ...(corners > 0 ? [`corners ±${corners} px`] : []),
    ...(controlPoints > 0 ? [`points ±${controlPoints} px`] : []),
    ...(clutter > 0 ? [`${clutter} pieces of clutter`] : []),
  ];
  return parts.join(', ') || 'nothing';
}
