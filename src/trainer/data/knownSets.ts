/** Sets that are recognised by what they hold, wherever they lie. */
import { digitNames } from '../../shared/examples';

/** The four files of a set, by their names in MNIST. */
export const idxFileNames = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

export type IdxFile = keyof typeof idxFileNames;

export const idxFiles = Object.keys(idxFileNames) as IdxFile[];

/** SHA-256 of each file's uncompressed bytes, in lower-case hexadecimal: gzip may pack the same bytes in many ways. */
export type IdxHashes = Readonly<Record<IdxFile, string>>;

export interface KnownSet {
  readonly name: string;
  readonly hashes: IdxHashes;
  readonly classNames: readonly string[];
}

export const mnist: KnownSet = {
  name: 'MNIST',
  hashes: {
    trainImages: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    trainLabels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    testImages: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    testLabels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
  classNames: digitNames,
};

const fashionMnist: KnownSet = {
  name: 'Fashion-MNIST',
  hashes: {
    trainImages: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    trainLabels: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    testImages: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    testLabels: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
  },
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
};

/** The known set whose four files are these; undefined where a single one differs. */
export function recognise(hashes: IdxHashes): KnownSet | undefined {
  return [mnist, fashionMnist].find((set) => idxFiles.every((file) => set.hashes[file] === hashes[file]));
}
