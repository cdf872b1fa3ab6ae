"""torchvision's MNIST and transforms, also where its compiled operators do not load.

A torchvision of PyPI beside a torch for CPUs looks for CUDA and then misses its operators. The tutorial uses none of
them, but torchvision does not even import unless these two are declared.
"""

import sys

import torch

try:
    from torchvision import datasets, transforms
except RuntimeError:
    for name in [name for name in sys.modules if name.split('.')[0] == 'torchvision']:
        del sys.modules[name]
    library = torch.library.Library('torchvision', 'DEF')
    for operator in ('nms', 'qnms'):
        library.define(f'{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor')
    from torchvision import datasets, transforms

__all__ = ['datasets', 'transforms']


def try_them():
    """Puts one image through what the tutorial needs of both libraries."""
    from PIL import Image

    tensor = transforms.ToTensor()(Image.new('L', (2, 2), 255))
    assert float(torch.matmul(tensor, tensor).sum()) == 8


if __name__ == '__main__':
    try_them()
    print(torch.__version__)
