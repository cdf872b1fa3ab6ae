"""Reads the IDX files that the bench wrote, all of a set into one tensor."""

import os

import numpy
import torch

FOLDER = os.path.join('MNIST', 'raw')


def read_set(directory, name, normalization):
    """Images normalised, [count, 1, height, width], and labels."""
    folder = os.path.join(directory, FOLDER)
    images = read(os.path.join(folder, f'{name}-images-idx3-ubyte'))
    labels = read(os.path.join(folder, f'{name}-labels-idx1-ubyte'))
    scaled = torch.from_numpy(images).float().div_(255)
    scaled.sub_(normalization['mean']).div_(normalization['deviation'])
    return scaled.unsqueeze(1), torch.from_numpy(labels).long()


def read(path):
    with open(path, 'rb') as file:
        content = file.read()
    dimensions = content[3]
    shape = [int.from_bytes(content[4 + 4 * i : 8 + 4 * i], 'big') for i in range(dimensions)]
    return numpy.frombuffer(content, numpy.uint8, offset=4 + 4 * dimensions).reshape(shape).copy()
