import { parseQuantity } from '@kubets/apimachinery';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';

/** Amounts by resource name; cpu is in thousandths of a core, everything else in units. */
export type Amounts = Record<string, number>;

export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

/** A list of quantities as numbers. */
export function amountsOf(list: Record<string, string> | undefined): Amounts {
  const amounts: Amounts = {};
  for (const [name, text] of Object.entries(list ?? {})) {
    const quantity = parseQuantity(text);
    amounts[name] = name === 'cpu' ? quantity.milliValue() : quantity.value();
  }
  return amounts;
}

/**
 * What a pod takes of its node: containers and sidecars run together; an ordinary init container runs beside the
 * sidecars before it only; overhead comes on top.
 */
export function podRequests(pod: Pod): Amounts {
  const spec = pod.spec ?? {};
  const total: Amounts = {};
  for (const container of spec.containers ?? []) add(total, amountsOf(container.resources?.requests));
  const sidecars: Amounts = {};
  const peak: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container.resources?.requests);
    if (isSidecar(container)) {
      add(sidecars, own);
      add(total, own);
      raise(peak, sidecars);
    } else {
      const together = { ...sidecars };
      add(together, own);
      raise(peak, together);
    }
  }
  raise(total, peak);
  Object.assign(total, amountsOf(spec.resources?.requests));
  add(total, amountsOf(spec.overhead));
  return total;
}

function add(sum: Amounts, more: Amounts): void {
  for (const [name, amount] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + amount;
}

function raise(least: Amounts, other: Amounts): void {
  for (const [name, amount] of Object.entries(other)) least[name] = Math.max(least[name] ?? 0, amount);
}
