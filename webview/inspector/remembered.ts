/** What the inspector keeps while it is hidden or the window reloads. */
import * as v from 'valibot';
import { decodeLine, encodeLine } from '../../src/shared/messages';
import { unwarped, warpRanges, type ImageWarp } from './input/imageWarp';
import { speeds } from '../parts/time/epochPlayer';
import { newSheet, sheetEdge } from './input/sheet';
import type { TimeChoices } from './time/timeChoices';

/** Where the input comes from. */
export const sources = ['digit', 'drawing', 'png'] as const;
export type Source = (typeof sources)[number];

/** Of the page, those that open. */
export const furtherParts = ['epochs', 'response', 'hand'] as const;
export type FurtherPart = (typeof furtherParts)[number];

export interface Remembered {
  /** Of the test digit. */
  readonly index: number;
  readonly source: Source;
  readonly warp: ImageWarp;
  /** In pixels of the sheet. */
  readonly penWidth: number;
  /** As MNIST's digits are. */
  readonly isCentred: boolean;
  /** Blank ones where nothing was drawn or loaded. */
  readonly drawing: Uint8Array;
  readonly png: Uint8Array;
  /** Parts of the page that are open. */
  readonly further: readonly FurtherPart[];
  readonly time: TimeChoices;
}

export const penWidths = { least: 4, most: 20, usual: 10 } as const;

const number = (least: number, most: number): v.GenericSchema<number> =>
  v.pipe(v.number(), v.minValue(least), v.maxValue(most));
const within = (term: keyof ImageWarp): v.GenericSchema<number> =>
  number(warpRanges[term][0], warpRanges[term][1]);
const sheet = v.custom<Uint8Array>(
  (input) => input instanceof Uint8Array && input.length === sheetEdge ** 2,
  'must be a sheet',
);

const parts = {
  index: v.pipe(v.number(), v.integer(), v.minValue(0)),
  source: v.picklist(sources),
  warp: v.object({
    rotation: within('rotation'),
    scale: within('scale'),
    shear: within('shear'),
    x: within('x'),
    y: within('y'),
  }),
  penWidth: number(penWidths.least, penWidths.most),
  isCentred: v.boolean(),
  drawing: sheet,
  png: sheet,
  further: v.array(v.picklist(furtherParts)),
  time: v.object({ isLooping: v.boolean(), speed: v.picklist(speeds), isFollowing: v.boolean() }),
};

/** For the editor, which keeps JSON. */
export function toState(remembered: Remembered): object {
  return { inspector: encodeLine(remembered) };
}

/** The reverse of toState; what is missing or wrong is as at the beginning. */
export function fromState(state: unknown): Remembered {
  const kept = fieldsOf(state);
  const part = <T>(key: keyof Remembered, schema: v.GenericSchema<T>, otherwise: T): T => {
    const parsed = v.safeParse(schema, kept[key]);
    return parsed.success ? parsed.output : otherwise;
  };
  return {
    index: part('index', parts.index, 0),
    source: part('source', parts.source, 'digit'),
    warp: part('warp', parts.warp, unwarped),
    penWidth: part('penWidth', parts.penWidth, penWidths.usual),
    isCentred: part('isCentred', parts.isCentred, true),
    drawing: part('drawing', parts.drawing, newSheet()),
    png: part('png', parts.png, newSheet()),
    further: part('further', parts.further, ['epochs']),
    time: part('time', parts.time, { isLooping: false, speed: 1, isFollowing: true }),
  };
}

function fieldsOf(state: unknown): Partial<Record<string, unknown>> {
  try {
    if (typeof state !== 'object' || state === null || !('inspector' in state)) return {};
    const decoded = typeof state.inspector === 'string' ? decodeLine(state.inspector) : undefined;
    return typeof decoded === 'object' && decoded !== null ? { ...decoded } : {};
  } catch {
    return {};
  }
}
