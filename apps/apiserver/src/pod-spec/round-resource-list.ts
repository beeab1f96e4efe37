import { parseQuantity } from '@kubets/apimachinery';

/** Rounds what is finer than a thousandth up, in place, as Kubernetes does when it stores a list of resources. */
export function roundResourceList(list: Record<string, string> | undefined): void {
  for (const [name, text] of Object.entries(list ?? {})) {
    const rounded = parseQuantity(text).roundedUpToMilli().toString();
    if (rounded !== text) list![name] = rounded;
  }
}
