/** Files that a view makes of its pictures: what they may be called and how large they may be, on both sides. */
import * as v from 'valibot';
import { pixelsSchema } from './schemaParts';

export const exportKinds = ['png', 'svg', 'gif', 'csv', 'json'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** In bytes; a message of a view has room for it. */
export const largestExport = 15 << 20;

const longestTitle = 80;

/** Names a file alone, no folder: whoever writes it chooses where. */
export const exportedFileSchema = v.strictObject({
  name: v.pipe(
    v.string(),
    v.regex(new RegExp(`^[a-z0-9][a-z0-9-]{0,${longestTitle - 1}}\\.(${exportKinds.join('|')})$`)),
  ),
  bytes: v.pipe(
    pixelsSchema,
    v.check((bytes) => bytes.byteLength <= largestExport, `must be at most ${largestExport >> 20} MiB`),
  ),
});

export type ExportedFile = v.InferOutput<typeof exportedFileSchema>;

/** "Test digits after epoch 3" as "test-digits-after-epoch-3.png". */
export function exportName(title: string, kind: ExportKind): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, longestTitle)
    .replace(/-$/, '');
  return `${words || 'picture'}.${kind}`;
}
