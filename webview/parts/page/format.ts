/** Numbers as a person reads them. A diverged run's losses are no numbers; that is said, not hidden. */

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A true minus sign is as wide as a plus, so columns of numbers keep still. */
function withMinus(text: string): string {
  return text.replace('-', '−');
}

function notFinite(value: number): string | undefined {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '−infinite';
  return undefined;
}

/** 60000 as "60,000". */
export function formatCount(value: number): string {
  return notFinite(value) ?? withMinus(grouped.format(value));
}

/** Three digits, as settings write them: 0.01, 0.00123, 1.1e-11. */
export function formatLearningRate(rate: number): string {
  return String(Number(rate.toPrecision(3)));
}

/** A learning rate beside an axis, where many zeros have no room: 0.001, 1e-5. */
export function formatRateTick(rate: number): string {
  return rate > 0 && rate < 1e-4 ? rate.toExponential() : String(rate);
}

/** Four decimals as in the tutorial's log, fewer where the value is large: 0.0986, 12.31, 1.2e+6. */
export function formatLoss(value: number): string {
  const special = notFinite(value);
  if (special) return special;
  const size = Math.abs(value);
  if (size >= 1e5) return withMinus(value.toExponential(1));
  return withMinus(value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 4));
}

/** 0.9886 as "98.86%". */
export function formatPercent(share: number, decimals = 2): string {
  return notFinite(share) ?? `${(share * 100).toFixed(decimals)}%`;
}

/**
 * A probability: never "100.0%" nor "0.0%" for what is neither certain nor impossible.
 * The whole number of percent is enough under a picture: `decimals` 0.
 */
export function formatProbability(share: number, decimals = 1): string {
  const step = 10 ** -decimals;
  const percent = share * 100;
  if (share < 1 && percent > 100 - step / 2) return `>${(100 - step).toFixed(decimals)}%`;
  if (share > 0 && percent < step / 2) return `<${step.toFixed(decimals)}%`;
  return formatPercent(share, decimals);
}

/** Images a second: "4,120"; slow engines keep two digits. */
export function formatSpeed(imagesPerSecond: number): string {
  const special = notFinite(imagesPerSecond);
  return special ?? (imagesPerSecond < 10 ? imagesPerSecond.toFixed(1) : formatCount(imagesPerSecond));
}

/** "45 s", "3 min 10 s", "1 h 12 min", "2 d 3 h". */
export function formatDuration(seconds: number): string {
  const special = notFinite(seconds);
  if (special) return 'unknown';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(whole, 60, 'min', 1, 's');
  // Rounded first, so that 59.6 minutes carry into the hours.
  const minutes = Math.round(whole / 60);
  if (minutes < 24 * 60) return pair(minutes, 60, 'h', 1, 'min');
  return pair(Math.round(minutes / 60), 24, 'd', 1, 'h');
}

/** A signed decimal of fixed width for matrices: "+1.042", "−0.310". */
export function formatSigned(value: number, decimals = 3): string {
  const special = notFinite(value);
  if (special) return special;
  const text = Math.abs(value).toFixed(decimals);
  const isZero = Number(text) === 0;
  return `${isZero ? ' ' : value < 0 ? '−' : '+'}${text}`;
}

/** An ISO 8601 time as the reader's own date and time; the text itself where it is none. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}

function pair(value: number, unit: number, name: string, subunit: number, subname: string): string {
  const rest = Math.floor((value % unit) / subunit);
  return `${Math.floor(value / unit)} ${name}${rest > 0 ? ` ${rest} ${subname}` : ''}`;
}
