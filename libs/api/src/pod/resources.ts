import type { Container, Pod, ResourceRequirements } from '@kubets/proto-gen/core/v1';
import { addAmounts, amountsOf, raiseAmounts, type Amounts } from './amounts';
import { isSidecar } from './containers';

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
  const total = aggregate(pod, (container) => ({ ...assumed, ...amountsOf(container.resources?.requests) }));
  Object.assign(total, podLevel(pod, 'requests'));
  addAmounts(total, amountsOf(pod.spec?.overhead));
  return total;
}

/** What a pod can take at most, of the resources that it is limited in; the overhead is on top of these. */
export function podLimits(pod: Pod): Amounts {
  const total = aggregate(pod, (container) => amountsOf(container.resources?.limits));
  Object.assign(total, podLevel(pod, 'limits'));
  for (const [name, amount] of Object.entries(amountsOf(pod.spec?.overhead))) if (total[name]) total[name] += amount;
  return total;
}

function aggregate({ spec }: Pod, amountsOfContainer: (container: Container) => Amounts): Amounts {
  const total: Amounts = {};
  for (const container of spec?.containers ?? []) addAmounts(total, amountsOfContainer(container));
  const sidecars: Amounts = {};
  const peak: Amounts = {};
  for (const container of spec?.initContainers ?? []) {
    const own = amountsOfContainer(container);
    if (isSidecar(container)) {
      addAmounts(total, own);
      addAmounts(sidecars, own);
      raiseAmounts(peak, sidecars);
    } else {
      addAmounts(own, sidecars);
      raiseAmounts(peak, own);
    }
  }
  raiseAmounts(total, peak);
  return total;
}

function podLevel({ spec }: Pod, side: keyof Pick<ResourceRequirements, 'requests' | 'limits'>): Amounts {
  return Object.fromEntries(Object.entries(amountsOf(spec?.resources?.[side])).filter(([name]) => isPodLevel(name)));
}
