/** What is known of a PNG without a browser: its size before anything is decoded, and which of its pixels are ink. */

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** @returns undefined where the bytes are no PNG's */
export function pngSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  if (bytes.length < 24 || signature.some((byte, at) => bytes[at] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/**
 * Ink of coloured pixels, 0 to 255: how light they are, or how dark where the edge of the picture is light. Where the
 * edge is transparent, what is opaque is ink, whatever its colour.
 * @param rgba four bytes a pixel, not premultiplied
 */
export function inkOfPixels(rgba: Uint8ClampedArray, width: number, height: number): Uint8Array {
  const opacity = new Uint8Array(width * height);
  const light = opacity.map((_, at) => {
    opacity[at] = rgba[4 * at + 3];
    return Math.round(0.299 * rgba[4 * at] + 0.587 * rgba[4 * at + 1] + 0.114 * rgba[4 * at + 2]);
  });
  if (meanOfEdge(opacity, width, height) < 128) return opacity;
  // On an opaque background: what shows through a hole is that background.
  const background = meanOfEdge(light, width, height);
  return light.map((value, at) => {
    const shown = background + ((value - background) * opacity[at]) / 255;
    return Math.round(background >= 128 ? 255 - shown : shown);
  });
}

function meanOfEdge(values: Uint8Array, width: number, height: number): number {
  const edge = values.filter((_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    return row === 0 || column === 0 || row === height - 1 || column === width - 1;
  });
  return edge.reduce((sum, value) => sum + value, 0) / edge.length;
}
