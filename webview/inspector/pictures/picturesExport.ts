/** The inspected image's pictures as one, and as numbers where each output pixel was read. */
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import type { SamplingPicture } from '../../parts/digits/gridLines';
import type { Exportable } from '../../parts/export/exportable';
import { figuresPicture, type Figure } from '../../parts/export/figures';
import type { NumberTable } from '../../parts/export/numberTable';
import { describeVerdict, describeWeights } from '../verdict';

type Inspection = TrainerEventOf<'inspection'>;

export interface ShownPictures {
  readonly inspection: Inspection;
  /** Of each transformer; undefined where theta is not finite. */
  readonly pictures: readonly (SamplingPicture | undefined)[];
  /** Rows of them. */
  readonly figures: readonly (readonly Figure[])[];
}

/** @param shown throws where there are none */
export function picturesExport(shown: () => ShownPictures): Exportable {
  return {
    ...{ label: 'pictures', testId: 'pictures' },
    title: () => {
      const { index } = shown().inspection;
      return index === null ? 'Inspected image' : `Test digit ${index}`;
    },
    picture: () => {
      const { inspection, figures } = shown();
      const { index } = inspection;
      const which = index === null ? 'An image of one’s own' : `Test digit ${index}`;
      const subtitle = `${which} · ${describeWeights(inspection)}`;
      return figuresPicture(figures, { title: describeVerdict(inspection), subtitle });
    },
    numbers: () => samplingTable(shown()),
  };
}

/** A row for each pixel that was sampled; where nothing is, for each of the image. */
function samplingTable({ inspection, pictures }: ShownPictures): NumberTable {
  const { input, inputSize, output, outputSize } = inspection;
  const channels = Array.from({ length: inputSize.channels }, (_, at) => at);
  const values = (word: string): string[] =>
    channels.map((at) => (channels.length > 1 ? `${word} channel ${at + 1}` : word));
  const place = (at: number, width: number): [row: number, column: number] => [
    Math.floor(at / width),
    at % width,
  ];
  if (pictures.length === 0) {
    const { height, width } = inputSize;
    return {
      columns: ['row', 'column', ...values('input')],
      rows: Array.from({ length: height * width }, (_, at) => [
        ...place(at, width),
        ...channels.map((channel) => input[at * channels.length + channel]),
      ]),
    };
  }
  const { height, width } = outputSize;
  return {
    columns: [
      'transformer',
      'row',
      'column',
      'read at x (pixels)',
      'read at y (pixels)',
      ...values('output'),
    ],
    rows: pictures.flatMap((picture, transformer) =>
      Array.from({ length: height * width }, (_, at) => [
        ...[transformer + 1, ...place(at, width)],
        ...[picture?.points[at].x ?? null, picture?.points[at].y ?? null],
        ...channels.map(
          (channel) => output[at * outputSize.channels + transformer * channels.length + channel],
        ),
      ]),
    ),
  };
}
