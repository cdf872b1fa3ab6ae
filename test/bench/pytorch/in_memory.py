"""Data as tensors in memory, batches by indexing: the fastest way to feed PyTorch from Python."""

import torch
from idx import read_set


class InMemory:
    def __init__(self, job):
        self.size = job['batchSize']
        self.train = read_set(job['data'], 'train', job['normalization'])
        self.test = read_set(job['data'], 't10k', job['normalization'])

    def train_batches(self):
        """Endless: a bench may ask for more batches than there is data."""
        images, labels = self.train
        while True:
            order = torch.randperm(len(labels))
            for start in range(0, len(labels) - self.size + 1, self.size):
                some = order[start : start + self.size]
                yield images[some], labels[some]

    def test_batches(self):
        images, labels = self.test
        for start in range(0, len(labels), self.size):
            yield images[start : start + self.size], labels[start : start + self.size]
