import type { Container, Pod, ResourceRequirements } from '@kubets/proto-gen/core/v1';
import { addAmounts, amountsOf, raiseAmounts, type Amounts } from './amounts';
import { isSidecar } from './containers';
import { addQuantities, quantitiesOf, raiseQuantities, type Quantities } from './quantities';

/** Only these may be given to the pod as a whole. */
const isPodLevel = (resource: string): boolean =>
  resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-');

/** Whether the pod as a whole has requests or limits, so that those of its containers do not decide. */
export function hasPodLevelResources({ spec }: Pod): boolean {
  const { requests = {}, limits = {} } = spec?.resources ?? {};
  return [...Object.keys(requests), ...Object.keys(limits)].some(isPodLevel);
}

export interface RequestsOptions {
  /** Takes the place of what a container does not ask for; an explicit zero stays. */
  assumed?: Amounts;
}

/**
 * What a pod takes of its node: its containers and sidecars together, or more if an init container needs more while it
 * runs beside the sidecars before it; what is asked for the pod as a whole instead; the overhead on top.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 * https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/
 */
export function podRequests(pod: Pod, { assumed }: RequestsOptions = {}): Amounts {
  const total = aggregate(pod, AMOUNTS, (container) => ({ ...assumed, ...amountsOf(container.resources?.requests) }));
  Object.assign(total, podLevel(pod, 'requests'));
  addAmounts(total, amountsOf(pod.spec?.overhead));
  return total;
}

/** What a pod can take at most, of the resources that it is limited in; the overhead is on top of these. */
export function podLimits(pod: Pod): Amounts {
  const total = aggregate(pod, AMOUNTS, (container) => amountsOf(container.resources?.limits));
  Object.assign(total, podLevel(pod, 'limits'));
  for (const [name, amount] of Object.entries(amountsOf(pod.spec?.overhead))) if (total[name]) total[name] += amount;
  return total;
}

/**
 * {@link podRequests} or {@link podLimits} as quantities, in the form that people wrote them in: for what is shown to them.
 */
export function podQuantities(pod: Pod, side: 'requests' | 'limits'): Quantities {
  const total = aggregate(pod, QUANTITIES, (container) => quantitiesOf(container.resources?.[side]));
  for (const [name, quantity] of Object.entries(quantitiesOf(pod.spec?.resources?.[side])))
    if (isPodLevel(name)) total[name] = quantity;
  const overhead = Object.entries(quantitiesOf(pod.spec?.overhead));
  addQuantities(total, Object.fromEntries(overhead.filter(([name]) => side === 'requests' || total[name])));
  return total;
}

/** How lists of resources are put together, in place. */
interface Sums<L> {
  add(sum: L, more: L): void;
  raise(least: L, other: L): void;
}

const AMOUNTS: Sums<Amounts> = { add: addAmounts, raise: raiseAmounts };
const QUANTITIES: Sums<Quantities> = { add: addQuantities, raise: raiseQuantities };

function aggregate<L extends object>(
  { spec }: Pod,
  { add, raise }: Sums<L>,
  ofContainer: (container: Container) => L,
): L {
  const total = {} as L;
  for (const container of spec?.containers ?? []) add(total, ofContainer(container));
  const sidecars = {} as L;
  const peak = {} as L;
  for (const container of spec?.initContainers ?? []) {
    const own = ofContainer(container);
    if (isSidecar(container)) {
      add(total, own);
      add(sidecars, own);
      raise(peak, sidecars);
    } else {
      add(own, sidecars);
      raise(peak, own);
    }
  }
  raise(total, peak);
  return total;
}

function podLevel({ spec }: Pod, side: keyof Pick<ResourceRequirements, 'requests' | 'limits'>): Amounts {
  return Object.fromEntries(Object.entries(amountsOf(spec?.resources?.[side])).filter(([name]) => isPodLevel(name)));
}
