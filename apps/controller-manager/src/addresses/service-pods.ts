import { isPodReady, isPodTerminal, isPodTerminating, podIPsOf, selectsPods } from '@kubets/api';
import { namespaceOf, objectKey, semanticEqual } from '@kubets/apimachinery';
import { ipFamily, type IpFamily } from '@kubets/net';
import type { Informer, Lister } from '@kubets/client';
import type { Pod, Service } from '@kubets/proto-gen/core/v1';

function selects(service: Service, labels: Record<string, string> | undefined): boolean {
  return Object.entries(service.spec?.selector ?? {}).every(([key, value]) => labels?.[key] === value);
}

const labelValue = (namespace: string, key: string, value: string): string => `${namespace}|${key}=${value}`;

/** Index of pods by each of their labels, so that a Service need not look at every pod of its namespace. */
export const podLabelValues = (pod: Pod): string[] =>
  Object.entries(pod.metadata?.labels ?? {}).map(([key, value]) => labelValue(namespaceOf(pod), key, value));

/** Index of Services by one label of their selector: a pod without it need not look at the others. */
export function serviceSelectorValues(service: Service): string[] {
  if (!selectsPods(service)) return [];
  const [key = ''] = Object.keys(service.spec?.selector ?? {}).sort();
  return [labelValue(namespaceOf(service), key, service.spec?.selector?.[key] ?? '')];
}

/** The pods that a Service selects, whatever their state. */
export const podsOfService = (pods: Lister<Pod>, service: Service): Pod[] =>
  serviceSelectorValues(service)
    .flatMap((value) => pods.byIndex('label', value))
    .filter((pod) => selects(service, pod.metadata?.labels));

/** The keys of the Services that select a pod. */
export const servicesOfPod = (services: Lister<Service>, pod: Pod): string[] =>
  podLabelValues(pod)
    .flatMap((value) => services.byIndex('selector', value))
    .filter((service) => selects(service, pod.metadata?.labels))
    .map(objectKey);

/** The pod's address of a family; undefined when it has none. */
export const podIpOfFamily = (pod: Pod, family: IpFamily): string | undefined =>
  podIPsOf(pod).find((ip) => ipFamily(ip) === family);

/** True when the pod has an address that a Service can list. */
export const hasEndpoint = (pod: Pod, includeTerminating: boolean): boolean =>
  !isPodTerminal(pod) && podIPsOf(pod).length > 0 && (includeTerminating || !isPodTerminating(pod));

/** The host name under which DNS knows the pod in a headless Service; undefined when it asked for none. */
export function endpointHostname(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec ?? {};
  return hostname && subdomain === service.metadata?.name && namespaceOf(pod) === namespaceOf(service)
    ? hostname
    : undefined;
}

/** True when a change of the pod can change what Services list. */
export function affectsEndpoints(previous: Pod, pod: Pod): boolean {
  return (
    isPodTerminating(previous) !== isPodTerminating(pod) ||
    isPodReady(previous) !== isPodReady(pod) ||
    isPodTerminal(previous) !== isPodTerminal(pod) ||
    previous.spec?.nodeName !== pod.spec?.nodeName ||
    !semanticEqual(podIPsOf(previous), podIPsOf(pod)) ||
    !semanticEqual(previous.metadata?.labels, pod.metadata?.labels)
  );
}

/** The keys of all Services that a pod's change may concern: those that select it now, and those that did before. */
export function servicesOfChange(services: Lister<Service>, previous: Pod, pod: Pod): string[] {
  if (!affectsEndpoints(previous, pod)) return [];
  const now = servicesOfPod(services, pod);
  if (semanticEqual(previous.metadata?.labels, pod.metadata?.labels)) return now;
  return [...new Set([...now, ...servicesOfPod(services, previous)])];
}

/** Enqueues every Service that changes, and those that a pod's change may concern. */
export function enqueueServices(
  { services, pods }: { services: Informer<Service>; pods: Informer<Pod> },
  enqueue: (key: string) => void,
): void {
  const enqueueAll = (keys: readonly string[]): void => keys.forEach((key) => enqueue(key));
  services.addEventHandler({
    onAdd: (service) => enqueue(objectKey(service)),
    onUpdate: (_previous, service) => enqueue(objectKey(service)),
    onDelete: (service) => enqueue(objectKey(service)),
  });
  pods.addEventHandler({
    onAdd: (pod) => enqueueAll(servicesOfPod(services.lister, pod)),
    onUpdate: (previous, pod) => enqueueAll(servicesOfChange(services.lister, previous, pod)),
    onDelete: (pod) => enqueueAll(servicesOfPod(services.lister, pod)),
  });
}
