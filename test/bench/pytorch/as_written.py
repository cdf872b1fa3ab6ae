"""The tutorial's data: every digit becomes a PIL image and a tensor again, in four workers of a DataLoader."""

import torch
from vision import datasets, transforms


class AsWritten:
    def __init__(self, job):
        self.train, self.test = (self.loader(job, train) for train in (True, False))

    @staticmethod
    def loader(job, train):
        normalization = job['normalization']
        transform = transforms.Compose(
            [
                transforms.ToTensor(),
                transforms.Normalize((normalization['mean'],), (normalization['deviation'],)),
            ]
        )
        dataset = datasets.MNIST(root=job['data'], train=train, download=False, transform=transform)
        return torch.utils.data.DataLoader(dataset, batch_size=job['batchSize'], shuffle=True, num_workers=4)

    def train_batches(self):
        return iter(self.train)

    def test_batches(self):
        return iter(self.test)
