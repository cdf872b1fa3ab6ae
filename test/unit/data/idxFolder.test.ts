import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rename, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readIdxFolder } from '../../../src/trainer/data/idxFolder';
import { mnist, recognise } from '../../../src/trainer/data/knownSets';
import { UserError } from '../../../src/trainer/userError';
import { hashesOf, imageFile, labelFile, smallSet, temporaryFolder, writeSet } from '../../support/idxFiles';

const setting = 'stn.dataDirectory';

describe('a folder of IDX files', () => {
  it.each([
    { dotted: false, gzipped: false },
    { dotted: false, gzipped: true },
    { dotted: true, gzipped: false },
    { dotted: true, gzipped: true },
  ])('is read by the names %o', async (naming) => {
    const set = smallSet();
    const folder = await writeSet(await temporaryFolder(), set, naming);
    const { train, test, hashes } = await readIdxFolder(folder, setting);
    expect([train.count, test.count]).toEqual([20, 10]);
    expect([...train.images]).toEqual([...set.trainImages.subarray(16)]);
    expect([...test.labels]).toEqual([...set.testLabels.subarray(8)]);
    expect(hashes).toEqual(hashesOf(set));
  });

  it('may hold the files in folders’ company, through links, and gzipped without saying so', async () => {
    const folder = await writeSet(await temporaryFolder(), smallSet(), { gzipped: true });
    await mkdir(join(folder, 'train-images-idx3-ubyte'));
    await rename(join(folder, 't10k-labels-idx1-ubyte.gz'), join(folder, 't10k-labels-idx1-ubyte'));
    await rename(join(folder, 't10k-images-idx3-ubyte.gz'), join(folder, 'elsewhere'));
    await symlink('elsewhere', join(folder, 't10k-images-idx3-ubyte'));
    expect((await readIdxFolder(folder, setting)).test.count).toBe(10);
  });

  it('that is missing, a file, or has not all four files is refused', async () => {
    const folder = await writeSet(await temporaryFolder(), {
      trainImages: imageFile(2),
      testLabels: labelFile(2),
    });
    await expectRefusal(
      join(folder, 'none'),
      `The data directory ${folder}/none (${setting}) cannot be read: it does not exist`,
    );
    const file = join(folder, 'train-images-idx3-ubyte');
    await expectRefusal(
      file,
      `The data directory ${file} (${setting}) cannot be read: it is a file, not a folder`,
    );
    await expectRefusal(
      folder,
      'has no train-labels-idx1-ubyte and t10k-images-idx3-ubyte, with or without .gz',
    );
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'that may not be read is refused (skipped for root, who may read all)',
    async () => {
      const folder = await writeSet(await temporaryFolder(), smallSet());
      await chmod(join(folder, 't10k-images-idx3-ubyte'), 0);
      await expectRefusal(folder, 't10k-images-idx3-ubyte cannot be read: permission denied');
      await chmod(folder, 0);
      await expectRefusal(folder, 'cannot be read: permission denied');
      await chmod(folder, 0o700);
    },
  );

  it('with swapped files names the one that is wrong', async () => {
    const set = smallSet();
    const swapped = { ...set, trainImages: set.trainLabels, trainLabels: set.trainImages };
    const folder = await writeSet(await temporaryFolder(), swapped);
    await expectRefusal(folder, 'train-images-idx3-ubyte holds labels where images belong');
  });

  it('with counts that disagree names both files', async () => {
    const folder = await writeSet(await temporaryFolder(), { ...smallSet(), testLabels: labelFile(11) });
    await expectRefusal(folder, 't10k-images-idx3-ubyte has 10 images, but');
    await expectRefusal(folder, 't10k-labels-idx1-ubyte has 11 labels; use two files that belong together');
  });

  it('with images of another size is refused', async () => {
    const folder = await writeSet(await temporaryFolder(), {
      ...smallSet(),
      trainImages: imageFile(20, 32, 32),
    });
    await expectRefusal(
      folder,
      'train-images-idx3-ubyte has images of 32×32 pixels, but STN Lab reads 28×28',
    );
  });

  it('with a label past the classes is refused', async () => {
    const set = smallSet();
    set.trainLabels[8 + 4] = 10;
    const folder = await writeSet(await temporaryFolder(), set);
    await expectRefusal(folder, 'train-labels-idx1-ubyte labels its image 4 as class 10');
  });

  it('with a file of gigabytes is refused before it is read', async () => {
    const folder = await writeSet(await temporaryFolder(), smallSet());
    // Sparse: takes no room.
    await truncate(join(folder, 'train-images-idx3-ubyte'), 3 * 2 ** 30);
    await expectRefusal(folder, 'train-images-idx3-ubyte has 3072 MiB, more than the 512 MiB');
  });

  it.skipIf(process.platform === 'win32')('with a pipe in a file’s place does not wait for it', async () => {
    const { testLabels, ...others } = smallSet();
    const folder = await writeSet(await temporaryFolder(), others);
    expect(testLabels.length).toBe(18);
    execFileSync('mkfifo', [join(folder, 't10k-labels-idx1-ubyte')]);
    await expectRefusal(folder, 't10k-labels-idx1-ubyte is no regular file');
  });

  it('with a link to nothing is refused', async () => {
    const folder = await writeSet(await temporaryFolder(), smallSet());
    await rename(join(folder, 't10k-labels-idx1-ubyte'), join(folder, 'elsewhere'));
    await symlink('nowhere', join(folder, 't10k-labels-idx1-ubyte'));
    await expectRefusal(folder, 't10k-labels-idx1-ubyte cannot be read: it does not exist');
  });

  it('stops when aborted', async () => {
    const folder = await writeSet(await temporaryFolder(), smallSet());
    const controller = new AbortController();
    const reading = readIdxFolder(folder, setting, controller.signal);
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('a known set', () => {
  it('is recognised by all four hashes alone', () => {
    expect(recognise(mnist.hashes)?.name).toBe('MNIST');
    expect(recognise({ ...mnist.hashes, testLabels: '0'.repeat(64) })).toBeUndefined();
    const fashion = recognise({
      trainImages: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      trainLabels: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      testImages: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      testLabels: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    });
    expect(fashion?.name).toBe('Fashion-MNIST');
    expect(fashion?.classNames[9]).toBe('Ankle boot');
  });
});

async function expectRefusal(folder: string, part: string): Promise<void> {
  const error: unknown = await readIdxFolder(folder, setting).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toContain(part);
}
