import { isHeadless, isPodActive, isPodReady, isPodTerminating, LABELS, podIPsOf } from '@kubets/api';
import { nameOf, namespaceOf, uidOf } from '@kubets/apimachinery';
import type { Node, Pod, Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint, EndpointPort } from '@kubets/proto-gen/discovery/v1';
import { endpointHostname, hasEndpoint, podIpOfFamily } from '../../addresses/service-pods';
import { resolveTargetPort } from '../../addresses/target-port';

export type AddressType = 'IPv4' | 'IPv6';

/** Endpoints that have the same ports and so may share slices. */
export interface PortGroup {
  ports: EndpointPort[];
  endpoints: Endpoint[];
}

/** Equal for equal ports. */
export const portsKey = (ports: readonly EndpointPort[] | undefined): string =>
  (ports ?? [])
    .map(({ name = '', protocol = 'TCP', port = 0, appProtocol = '' }) => `${name}|${protocol}|${port}|${appProtocol}`)
    .sort()
    .join(',');

/** The pod's own numbers of the Service's ports; a port that the pod has not got is left out. */
function endpointPorts(service: Service, pod: Pod): EndpointPort[] {
  return (service.spec?.ports ?? []).flatMap((servicePort) => {
    const port = resolveTargetPort(pod, servicePort);
    if (port === undefined) return [];
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    return [{ name, protocol, port, ...(appProtocol ? { appProtocol } : {}) }];
  });
}

function podEndpoint(pod: Pod, service: Service, address: string, node: Node | undefined): Endpoint {
  const serving = isPodReady(pod);
  const terminating = isPodTerminating(pod);
  const hostname = endpointHostname(pod, service);
  const zone = node?.metadata?.labels?.[LABELS.zone];
  return {
    addresses: [address],
    conditions: {
      ready: (service.spec?.publishNotReadyAddresses ?? false) || (serving && !terminating),
      serving,
      terminating,
    },
    ...(hostname ? { hostname } : {}),
    targetRef: { kind: 'Pod', namespace: namespaceOf(pod), name: nameOf(pod), uid: uidOf(pod) },
    ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    ...(zone ? { zone } : {}),
  };
}

export interface DesiredOptions {
  service: Service;
  pods: readonly Pod[];
  addressType: AddressType;
  nodeOf(name: string): Node | undefined;
}

/** Whether all pods that have an address are leaving, and others of the Service have none yet. */
export function awaitsSuccessors(pods: readonly Pod[]): boolean {
  const withEndpoint = pods.filter((pod) => hasEndpoint(pod, true));
  return (
    withEndpoint.length > 0 &&
    withEndpoint.every(isPodTerminating) &&
    pods.some((pod) => isPodActive(pod) && podIPsOf(pod).length === 0)
  );
}

/** The endpoints of a Service in one family, grouped by their ports. Pods of nodes that do not exist are left out. */
export function desiredEndpoints({ service, pods, addressType, nodeOf }: DesiredOptions): Map<string, PortGroup> {
  const groups = new Map<string, PortGroup>();
  for (const pod of pods) {
    if (!hasEndpoint(pod, true)) continue;
    const address = podIpOfFamily(pod, addressType);
    if (address === undefined) continue;
    const node = pod.spec?.nodeName ? nodeOf(pod.spec.nodeName) : undefined;
    if (pod.spec?.nodeName && !node && !service.spec?.publishNotReadyAddresses) continue;
    const ports = isHeadless(service) && (service.spec?.ports ?? []).length === 0 ? [] : endpointPorts(service, pod);
    const key = portsKey(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    group.endpoints.push(podEndpoint(pod, service, address, node));
    groups.set(key, group);
  }
  return groups;
}
