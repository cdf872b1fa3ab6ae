/** What a view has exported, as the fake host got it. */
import type { Page } from 'playwright-core';

interface Exported {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The newest; copied numbers have no name. */
export async function exported(page: Page): Promise<Exported> {
  const { name, bytes } = await page.evaluate<{ name: string; bytes: number[] }>(`(() => {
    const message = fakeHost.posted.findLast(({ type }) => type === 'save' || type === 'copy');
    const { name, bytes } = message.file ?? { name: '', bytes: new TextEncoder().encode(message.text) };
    return { name, bytes: [...bytes] };
  })()`);
  return { name, bytes: Uint8Array.from(bytes) };
}

interface PictureFacts {
  readonly width: number;
  readonly height: number;
  /** Of the top left pixel: red, green, blue, alpha. */
  readonly corner: number[];
}

/** As a browser reads it, which refuses what is malformed. */
export function pictureFacts(page: Page, bytes: Uint8Array, type: string): Promise<PictureFacts> {
  const base64 = Buffer.from(bytes).toString('base64');
  return page.evaluate<PictureFacts>(`(async () => {
    const image = new Image();
    image.src = 'data:${type};base64,${base64}';
    await image.decode();
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { naturalWidth: width, naturalHeight: height } = image;
    return { width, height, corner: [...context.getImageData(0, 0, 1, 1).data] };
  })()`);
}
