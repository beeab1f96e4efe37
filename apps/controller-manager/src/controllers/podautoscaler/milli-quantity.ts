import { parseQuantity } from '@kubets/apimachinery';

const SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const STEP = 1024;
const MILLI = 1000;

/** Thousandths as a quantity: memory by powers of 1024, as metrics servers have it, all else by those of ten. */
export function milliQuantity(milli: number, resource = ''): string {
  const text = parseQuantity(`${BigInt(Math.trunc(milli))}m`).toString();
  if (resource !== 'memory' || milli % MILLI !== 0 || Math.abs(milli) < STEP * MILLI) return text;
  let value = milli / MILLI;
  let power = 0;
  for (; value % STEP === 0 && power < SUFFIXES.length - 1; power++) value /= STEP;
  return `${value}${SUFFIXES[power]}`;
}
