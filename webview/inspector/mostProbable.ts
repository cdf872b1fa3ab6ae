/**
 * The predicted class.
 * @returns −1 where no number is among them
 */
export function mostProbable(probabilities: readonly number[]): number {
  let best = -1;
  probabilities.forEach((probability, at) => {
    if (!Number.isNaN(probability) && (best < 0 || probability > probabilities[best])) best = at;
  });
  return best;
}
