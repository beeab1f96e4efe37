import { parseQuantity } from '@kubets/apimachinery';

/** Amounts by resource name: cpu in thousandths of a core, all else in whole units, rounded up. */
export type Amounts = Record<string, number>;

type Quantities = Readonly<Record<string, string>>;

/** Few distinct texts occur in a cluster, short ones, and exact parsing costs a BigInt or two. */
const parsed = new Map<string, { milli: number; whole: number }>();
const MAX_PARSED = 4096;
const MAX_PARSED_LENGTH = 32;

function parse(text: string): { milli: number; whole: number } {
  let known = parsed.get(text);
  if (!known) {
    if (parsed.size >= MAX_PARSED) parsed.clear();
    const quantity = parseQuantity(text);
    known = { milli: quantity.milliValue(), whole: quantity.value() };
    if (text.length <= MAX_PARSED_LENGTH) parsed.set(text, known);
  }
  return known;
}

/** A list of quantities, as specs and status have it, as numbers. @throws StatusError 400 for what is no quantity. */
export function amountsOf(list: Quantities | undefined): Amounts {
  const amounts: Amounts = {};
  for (const name in list) amounts[name] = amountOf(name, list[name]!);
  return amounts;
}

/** One quantity in the unit that its resource is counted in. */
export function amountOf(resource: string, quantity: string): number {
  const { milli, whole } = parse(quantity);
  return resource === 'cpu' ? milli : whole;
}

/** Adds `more` to `sum`, in place. */
export function addAmounts(sum: Amounts, more: Amounts): void {
  for (const name in more) sum[name] = (sum[name] ?? 0) + more[name]!;
}

/** Raises `least` to `other` where that is more, in place. */
export function raiseAmounts(least: Amounts, other: Amounts): void {
  for (const name in other) least[name] = Math.max(least[name] ?? 0, other[name]!);
}
