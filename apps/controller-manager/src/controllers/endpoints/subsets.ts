import { isHeadless, isPodReady } from '@kubets/api';
import { nameOf, namespaceOf, uidOf } from '@kubets/apimachinery';
import type { IpFamily } from '@kubets/net';
import type { EndpointAddress, EndpointPort, EndpointSubset, Pod, Service } from '@kubets/proto-gen/core/v1';
import { endpointHostname, hasEndpoint, podIpOfFamily } from '../../addresses/service-pods';
import { resolveTargetPort } from '../../addresses/target-port';

/** One pod's address under one port; `port` is absent for headless Services without ports. */
interface Entry {
  address: EndpointAddress;
  ready: boolean;
  port?: EndpointPort;
}

// The blank sorts before every character that names have.
const portText = ({ name = '', port = 0, protocol = 'TCP' }: EndpointPort): string =>
  `${name} ${protocol} ${String(port).padStart(5, '0')}`;
const addressText = ({ ip = '', targetRef }: EndpointAddress): string => `${ip}|${targetRef?.uid ?? ''}`;
const by =
  <T>(text: (value: T) => string) =>
  (a: T, b: T): number =>
    text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0;

function podAddress(pod: Pod, service: Service, ip: string): EndpointAddress {
  const hostname = endpointHostname(pod, service);
  return {
    ip,
    ...(hostname ? { hostname } : {}),
    ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', namespace: namespaceOf(pod), name: nameOf(pod), uid: uidOf(pod) },
  };
}

function entriesOf(service: Service, pod: Pod, family: IpFamily): Entry[] {
  const tolerateUnready = service.spec?.publishNotReadyAddresses ?? false;
  const ip = hasEndpoint(pod, tolerateUnready) ? podIpOfFamily(pod, family) : undefined;
  if (ip === undefined) return [];
  const address = podAddress(pod, service, ip);
  const ready = tolerateUnready || isPodReady(pod);
  const ports = service.spec?.ports ?? [];
  if (ports.length === 0) return isHeadless(service) ? [{ address, ready }] : [];
  return ports.flatMap((servicePort) => {
    const port = resolveTargetPort(pod, servicePort);
    if (port === undefined) return [];
    const { name, protocol = 'TCP', appProtocol } = servicePort;
    return [
      { address, ready, port: { ...(name ? { name } : {}), port, protocol, ...(appProtocol ? { appProtocol } : {}) } },
    ];
  });
}

/** With the text by which it is sorted, which is made once. */
interface Keyed {
  text: string;
  address: EndpointAddress;
}

const sorted = (addresses: readonly Keyed[]): EndpointAddress[] =>
  addresses.toSorted(by(({ text }) => text)).map(({ address }) => address);

/** Groups addresses that have the same set of ports, in an order that depends on nothing but the content. */
function repack(entries: readonly Entry[]): EndpointSubset[] {
  const perAddress = new Map<string, Keyed & { ready: boolean; ports: EndpointPort[] }>();
  for (const { address, ready, port } of entries) {
    const text = addressText(address);
    const key = `${text}|${ready}`;
    const known = perAddress.get(key) ?? { text, address, ready, ports: [] };
    if (port && !known.ports.some((other) => portText(other) === portText(port))) known.ports.push(port);
    perAddress.set(key, known);
  }
  const subsets = new Map<string, { ready: Keyed[]; notReady: Keyed[]; ports: EndpointPort[] }>();
  for (const one of perAddress.values()) {
    const ports = one.ports.sort(by(portText));
    const key = ports.map(portText).join(',');
    const subset = subsets.get(key) ?? { ready: [], notReady: [], ports };
    (one.ready ? subset.ready : subset.notReady).push(one);
    subsets.set(key, subset);
  }
  return [...subsets.entries()].sort(by(([key]) => key)).map(([, { ready, notReady, ports }]) => ({
    ...(ready.length > 0 ? { addresses: sorted(ready) } : {}),
    ...(notReady.length > 0 ? { notReadyAddresses: sorted(notReady) } : {}),
    ...(ports.length > 0 ? { ports } : {}),
  }));
}

/** The subsets of a Service's Endpoints. They have one family, the Service's primary one. */
export function endpointSubsets(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const family = (service.spec?.ipFamilies?.[0] ?? 'IPv4') as IpFamily;
  return repack(pods.flatMap((pod) => entriesOf(service, pod, family)));
}
