/** Each cell of the paper's tables as a preset. */
import { paperCells, type PaperBudget, type PaperCell } from './paper';
import type { Preset } from './preset';

/** Named `paper-rts-st-cnn-affine` where the budget is short, else `paper-rts-st-cnn-affine-full`. */
export function paperPresets(budget: PaperBudget): Preset[] {
  return paperCells().map((cell) => {
    const settings = cell.preset(budget);
    return {
      name: `paper-${cell.id}${budget === 'full' ? '-full' : ''}`,
      title: `${cell.model} on ${placeOf[cell.distortion]}; published error ${cell.published} %`,
      detail: `${length(budget, settings['stn.epochs'])} ${matched(cell, settings['stn.network.parameters'])}`,
      settings,
    };
  });
}

const placeOf: Record<PaperCell['distortion'], string> = {
  R: 'rotated digits (R)',
  RTS: 'rotated, scaled and translated digits (RTS)',
  P: 'digits in perspective (P)',
  E: 'elastic digits (E)',
  TC: 'translated digits among clutter (TC-60)',
  addition: 'two digits to add (MNIST addition)',
};

function length(budget: PaperBudget, epochs = 0): string {
  return budget === 'full'
    ? `Full budget: ${epochs} epochs at the paper’s learning rate, without momentum.`
    : `Short budget: ${epochs} epochs with momentum and larger learning rates; the paper trained 640.`;
}

function matched({ distortion }: PaperCell, parameters = 0): string {
  return `About ${Math.round(parameters / 1000)},000 parameters, as all networks on ${distortion}; the paper’s have about 400,000.`;
}
