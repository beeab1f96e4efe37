import { parseQuantity } from '@kubets/apimachinery';

/** Most amounts: whole numbers of thousandths or more, which no rounding changes. */
const WHOLE = /^\d{1,9}(?:[mkMGTPE]|[KMGTPE]i)?$/;

/** Rounds what is finer than a thousandth up, in place, as Kubernetes does when it stores a list of resources. */
export function roundResourceList(list: Record<string, string> | undefined): void {
  for (const [name, text] of Object.entries(list ?? {})) {
    if (WHOLE.test(text)) continue;
    const rounded = parseQuantity(text).roundedUpToMilli().toString();
    if (rounded !== text) list![name] = rounded;
  }
}
