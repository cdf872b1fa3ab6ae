/** What a run folder calls an epoch's files and folders: "epoch-0007"; 0 is before training. */
export function epochName(epoch: number): string {
  return `epoch-${String(epoch).padStart(4, '0')}`;
}
