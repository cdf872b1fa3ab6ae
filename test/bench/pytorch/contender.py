"""One repetition of PyTorch: reads a job (JSON) from standard input, prints what it measured (JSON) as its last line."""

import json
import sys
import time
from itertools import islice

import torch
import torch.nn.functional as F


def main():
    job = json.load(sys.stdin)
    torch.set_num_threads(job['threads'])
    torch.manual_seed(1)
    began = time.perf_counter()
    data = load(job)
    loaded = time.perf_counter() - began
    model = build(job)
    measured = {
        'detail': f'PyTorch {torch.__version__}, Python {sys.version.split()[0]}',
        'parameters': sum(parameter.numel() for parameter in model.parameters()),
        'loadSeconds': loaded,
        'train': train(model, data, job),
        'evaluation': evaluate(model, data, job),
        'peakBytes': peak_bytes(),
    }
    print(json.dumps(measured))


def load(job):
    if job['kind'] == 'pytorch-as-written':
        from as_written import AsWritten

        return AsWritten(job)
    from in_memory import InMemory

    return InMemory(job)


def build(job):
    if job['tutorial']:
        from tutorial import Net

        return Net()
    from described import DescribedNet

    return DescribedNet(job['network'])


def train(model, data, job):
    optimizer = torch.optim.SGD(model.parameters(), lr=job['learningRate'])
    model.train()
    began = time.perf_counter()
    batches = data.train_batches()
    first = next(batches)
    # Workers start and fill their queues once an epoch, however many batches follow.
    once = time.perf_counter() - began
    step(model, optimizer, *first)
    warm_up(model, optimizer, batches, job['warmUp'])
    cpu = time.process_time()
    began = time.perf_counter()
    count = 0
    for images, labels in islice(batches, job['trainBatches']):
        loss = step(model, optimizer, images, labels)
        count += 1
    seconds = time.perf_counter() - began
    return {
        'once': once,
        'batches': count,
        'seconds': seconds,
        'cpuSeconds': time.process_time() - cpu,
        'loss': loss.item(),
    }


def warm_up(model, optimizer, batches, minimum):
    until = time.perf_counter() + minimum['seconds']
    count = 0
    while count < minimum['batches'] or time.perf_counter() < until:
        step(model, optimizer, *next(batches))
        count += 1


def step(model, optimizer, images, labels):
    optimizer.zero_grad()
    loss = F.nll_loss(model(images), labels)
    loss.backward()
    optimizer.step()
    return loss


def evaluate(model, data, job):
    """As the tutorial's `test`: mean loss and correct answers of the test set, or of its first batches."""
    model.eval()
    began = time.perf_counter()
    loss, correct, count, batches = 0, 0, 0, 0
    with torch.no_grad():
        for images, labels in islice(data.test_batches(), job['testBatches']):
            output = model(images)
            loss += F.nll_loss(output, labels, reduction='sum').item()
            correct += output.max(1, keepdim=True)[1].eq(labels.view(-1, 1)).sum().item()
            count += len(labels)
            batches += 1
    seconds = time.perf_counter() - began
    return {'seconds': seconds, 'images': count, 'loss': loss / count, 'accuracy': correct / count}


def peak_bytes():
    """Of this process alone; None where the system does not tell."""
    try:
        # What getrusage says begins with the peak of whoever started this process.
        with open('/proc/self/status') as status:
            for line in status:
                if line.startswith('VmHWM'):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


if __name__ == '__main__':
    main()
