import { parseQuantity, type Quantity } from '@kubets/apimachinery';

/** Quantities by resource name, exact and in the form that people wrote them in. */
export type Quantities = Record<string, Quantity>;

/** A list of quantities, as specs and status have it. @throws StatusError 400 for what is no quantity. */
export function quantitiesOf(list: Readonly<Record<string, string>> | undefined): Quantities {
  return Object.fromEntries(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
}

/** The list as it is written. */
export const quantityTexts = (quantities: Quantities): Record<string, string> =>
  Object.fromEntries(Object.entries(quantities).map(([name, quantity]) => [name, quantity.toString()]));

/** Adds `more` to `sum`, in place. */
export function addQuantities(sum: Quantities, more: Quantities): void {
  for (const [name, quantity] of Object.entries(more)) sum[name] = sum[name]?.add(quantity) ?? quantity;
}

/** Raises `least` to `other` where that is more, in place. */
export function raiseQuantities(least: Quantities, other: Quantities): void {
  for (const [name, quantity] of Object.entries(other))
    if (!least[name] || least[name].cmp(quantity) < 0) least[name] = quantity;
}
