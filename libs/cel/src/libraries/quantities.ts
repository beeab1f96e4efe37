import { quantityProblem } from '@kubets/apimachinery';
import { global, method, type Library } from '../functions/declaration';
import { byText } from '../functions/sizes';
import { BOOL, DOUBLE, INT, opaque, STRING } from '../types/type';
import { EvaluationError, Opaque } from '../values/value';

const TYPE = opaque('kubernetes.Quantity');

/** An exact amount: so many billionths. */
class QuantityValue extends Opaque {
  readonly typeName = 'kubernetes.Quantity';
  constructor(readonly nanos: bigint) {
    super();
  }
  equals(other: Opaque): boolean {
    return other instanceof QuantityValue && other.nanos === this.nanos;
  }
}

const SCALE = 1_000_000_000n;
const SUFFIXES: Record<string, bigint> = {
  n: 1n, u: 1_000n, m: 1_000_000n, '': SCALE, k: 10n ** 12n, M: 10n ** 15n, G: 10n ** 18n, T: 10n ** 21n, P: 10n ** 24n,
  E: 10n ** 27n, Ki: SCALE << 10n, Mi: SCALE << 20n, Gi: SCALE << 30n, Ti: SCALE << 40n, Pi: SCALE << 50n, Ei: SCALE << 60n,
}; // prettier-ignore

/** A quantity as a value. @throws EvaluationError for a text that is none. */
export function quantityOf(text: string): QuantityValue {
  const problem = quantityProblem(text);
  if (problem) throw new EvaluationError(problem);
  const [, sign = '', whole = '', fraction = '', exponent, suffix = ''] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+)|([A-Za-z]*))$/.exec(text) ?? [];
  const digits = BigInt(whole + fraction || '0');
  const shift = BigInt(fraction.length);
  const nanos =
    exponent === undefined
      ? upwards(digits * (SUFFIXES[suffix] ?? 0n), 10n ** shift)
      : scaled(digits, within(BigInt(exponent)) - shift);
  return new QuantityValue(sign === '-' ? -nanos : nanos);
}

/** Beyond it a value is as good as none, or as any. */
const MAX_EXPONENT = 1_000n;
const within = (power: bigint): bigint =>
  power > MAX_EXPONENT ? MAX_EXPONENT : power < -MAX_EXPONENT ? -MAX_EXPONENT : power;

const scaled = (digits: bigint, power: bigint): bigint =>
  power >= 0n ? digits * SCALE * 10n ** power : upwards(digits * SCALE, 10n ** -power);

/** Less than a billionth counts as one. */
const upwards = (value: bigint, by: bigint): bigint => (value + by - 1n) / by;

const sign = (value: bigint): bigint => (value < 0n ? -1n : value > 0n ? 1n : 0n);
const amount = (other: QuantityValue | bigint): bigint => (typeof other === 'bigint' ? other * SCALE : other.nanos);
const fitsInt = (nanos: bigint): boolean =>
  nanos % SCALE === 0n && nanos / SCALE < 1n << 63n && nanos / SCALE >= -(1n << 63n);

function asInteger({ nanos }: QuantityValue): bigint {
  if (!fitsInt(nanos)) throw new EvaluationError('cannot convert value to integer');
  return nanos / SCALE;
}

/** Kubernetes' functions of quantities. */
export const quantities: Library = {
  functions: [
    global('quantity', [STRING], TYPE, quantityOf, byText),
    global('isQuantity', [STRING], BOOL, (text: string) => quantityProblem(text) === undefined, byText),
    global('sign', [TYPE], INT, ({ nanos }: QuantityValue) => sign(nanos)),
    method('isInteger', [TYPE], BOOL, ({ nanos }: QuantityValue) => fitsInt(nanos)),
    method('asInteger', [TYPE], INT, asInteger),
    method('asApproximateFloat', [TYPE], DOUBLE, ({ nanos }: QuantityValue) => Number(nanos) / Number(SCALE)),
    method('isGreaterThan', [TYPE, TYPE], BOOL, (a: QuantityValue, b: QuantityValue) => a.nanos > b.nanos),
    method('isLessThan', [TYPE, TYPE], BOOL, (a: QuantityValue, b: QuantityValue) => a.nanos < b.nanos),
    method('compareTo', [TYPE, TYPE], INT, (a: QuantityValue, b: QuantityValue) => sign(a.nanos - b.nanos)),
    ...[TYPE, INT].flatMap((other) => [
      method(
        'add',
        [TYPE, other],
        TYPE,
        (a: QuantityValue, b: QuantityValue | bigint) => new QuantityValue(a.nanos + amount(b)),
      ),
      method(
        'sub',
        [TYPE, other],
        TYPE,
        (a: QuantityValue, b: QuantityValue | bigint) => new QuantityValue(a.nanos - amount(b)),
      ),
    ]),
  ],
};
