import { parseDuration } from '@kubets/component';
import { parseQuantity } from '@kubets/apimachinery';
import { isSignal, SIGNALS, type Observation, type Signal } from './signals';

/** So much, or so large a share of what there is. */
export type Amount = { value: number; text: string } | { share: number };

export interface Threshold {
  signal: Signal;
  /** Less than this is too little. */
  least: Amount;
  /** How long it may be too little before pods have to go; 0 of a hard threshold. */
  graceMs: number;
  /** How much more than `least` has to be there for it to be enough again. */
  reclaim: Amount;
}

/** The words of the flags, as Kubernetes' kubelet takes them: `memory.available<100Mi`, `memory.available=1m30s`, `nodefs.available=5%`. */
export interface ThresholdTexts {
  hard: readonly string[];
  soft: readonly string[];
  softGracePeriod: readonly string[];
  minimumReclaim: readonly string[];
}

const NOTHING: Amount = { value: 0, text: '0' };

/**
 * The thresholds that flags give; a hard one of 0 or 0% is none.
 * @throws Error that names the word and what is wrong with it.
 */
export function parseThresholds({ hard, soft, softGracePeriod, minimumReclaim }: ThresholdTexts): Threshold[] {
  const graces = pairs(softGracePeriod, '=', (text) => {
    const graceMs = parseDuration(text);
    if (graceMs === undefined) throw new Error(`${JSON.stringify(text)}: a duration such as 1m30s is wanted`);
    return graceMs;
  });
  const reclaims = pairs(minimumReclaim, '=', parseAmount);
  const made = (least: Amount, signal: Signal, graceMs: number): Threshold => ({
    signal,
    least,
    graceMs,
    reclaim: reclaims.get(signal) ?? NOTHING,
  });
  const softOnes = [...pairs(soft, '<', parseAmount)].map(([signal, least]) => {
    const graceMs = graces.get(signal);
    if (graceMs === undefined)
      throw new Error(`grace period must be specified for the soft eviction threshold ${signal}`);
    return made(least, signal, graceMs);
  });
  return [...[...pairs(hard, '<', parseAmount)].map(([signal, least]) => made(least, signal, 0)), ...softOnes].filter(
    ({ least }) => !isNothing(least),
  );
}

function pairs<T>(texts: readonly string[], operator: string, parse: (text: string) => T): Map<Signal, T> {
  const found = new Map<Signal, T>();
  for (const text of texts.map((one) => one.trim()).filter(Boolean)) {
    const [name = '', amount, ...rest] = text.split(operator).map((part) => part.trim());
    if (amount === undefined || rest.length > 0)
      throw new Error(`${JSON.stringify(text)}: SIGNAL${operator}VALUE is wanted`);
    if (!isSignal(name))
      throw new Error(
        `unsupported eviction signal ${JSON.stringify(name)}; there are ${Object.keys(SIGNALS).join(', ')}`,
      );
    if (found.has(name)) throw new Error(`found duplicate eviction threshold for signal ${name}`);
    found.set(name, parse(amount));
  }
  return found;
}

function parseAmount(text: string): Amount {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  if (percent !== undefined) {
    if (Number(percent) > 100) throw new Error(`${JSON.stringify(text)}: from 0% to 100%`);
    return { share: Number(percent) / 100 };
  }
  const quantity = parseQuantity(text);
  if (quantity.sign() < 0) throw new Error(`${JSON.stringify(text)} must not be negative`);
  return { value: quantity.value(), text: quantity.toString() };
}

const isNothing = (amount: Amount) => ('share' in amount ? amount.share : amount.value) === 0;

/** In the units of the signal. */
export const amountIn = (amount: Amount, { capacity }: Pick<Observation, 'capacity'>): number =>
  'share' in amount ? amount.share * capacity : amount.value;
