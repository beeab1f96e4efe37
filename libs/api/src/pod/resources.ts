import type { Container, ContainerStatus, Pod, ResourceRequirements } from '@kubets/proto-gen/core/v1';
import { findCondition } from '../conditions';
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
  /** Counts what containers have been given, too, while a change of their resources is under way: the most of it all. */
  withGiven?: boolean;
}

/**
 * What a pod takes of its node: its containers and sidecars together, or more if an init container needs more while it
 * runs beside the sidecars before it; what is asked for the pod as a whole instead; the overhead on top.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 * https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/
 */
export function podRequests(pod: Pod, { assumed, withGiven = false }: RequestsOptions = {}): Amounts {
  const read = assumed ? (list?: ResourceTexts) => ({ ...assumed, ...amountsOf(list) }) : amountsOf;
  const total = ofContainers(pod, AMOUNTS, { side: 'requests', read, withGiven });
  const isKnown = withGiven && statusesOf(pod) !== undefined;
  Object.assign(total, isKnown ? givenPodLevel(pod, isHopeless(pod)) : podLevel(pod, 'requests'));
  addAmounts(total, amountsOf(pod.spec?.overhead));
  return total;
}

type ResourceTexts = Readonly<Record<string, string>>;

/** The node can never have what a pod is to be resized to. */
const isHopeless = ({ status }: Pod): boolean =>
  findCondition(status?.conditions, 'PodResizePending')?.reason === 'Infeasible';

/**
 * What containers ask for or are limited to together. With what they were given it is the most of that, of what was
 * allocated and of what they have, so that nothing counts as free before it is.
 */
function ofContainers<L extends object>(
  pod: Pod,
  sums: Sums<L>,
  o: { side: 'requests' | 'limits'; read: (list: ResourceTexts | undefined) => L; withGiven: boolean },
): L {
  const { side, read } = o;
  const sum = (listOf: (container: Container) => ResourceTexts | undefined) =>
    aggregate(pod, sums, (container) => read(listOf(container)));
  const wanted = (container: Container) => container.resources?.[side];
  const given = o.withGiven ? statusesOf(pod) : undefined;
  if (!given) return sum(wanted);
  // What can never be had on the node is not kept free for it.
  const hopeless = isHopeless(pod);
  const allocated = (container: Container) =>
    (side === 'requests' ? given.get(container.name)?.allocatedResources : undefined) ??
    (hopeless ? undefined : wanted(container));
  const total = sum(allocated);
  sums.raise(
    total,
    sum((container) => given.get(container.name)?.resources?.[side] ?? allocated(container)),
  );
  if (!hopeless) sums.raise(total, sum(wanted));
  return total;
}

/** What is known of containers, by name; undefined when nothing is known of what any has been given. */
function statusesOf({ status }: Pod): Map<string | undefined, ContainerStatus> | undefined {
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  if (!all.some(({ allocatedResources, resources }) => allocatedResources ?? resources)) return undefined;
  return new Map(all.map((one) => [one.name, one]));
}

/** What the pod as a whole asks for or has been given, whichever is more; the status has it with the overhead. */
function givenPodLevel(pod: Pod, hopeless: boolean): Amounts {
  const wanted = podLevel(pod, 'requests');
  const { allocatedResources, resources } = pod.status ?? {};
  const overhead = amountsOf(pod.spec?.overhead);
  const most = hopeless && (allocatedResources ?? resources) ? {} : { ...wanted };
  for (const list of [allocatedResources, resources?.requests])
    for (const [name, amount] of Object.entries(amountsOf(list)))
      if (wanted[name] !== undefined) most[name] = Math.max(most[name] ?? 0, amount - (overhead[name] ?? 0));
  return most;
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
 * `withGiven` counts what containers were given, too, while they are resized, but of the pod as a whole what it asks for.
 */
export function podQuantities(
  pod: Pod,
  side: 'requests' | 'limits',
  { withGiven = false }: Pick<RequestsOptions, 'withGiven'> = {},
): Quantities {
  const total = ofContainers(pod, QUANTITIES, { side, read: quantitiesOf, withGiven });
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
