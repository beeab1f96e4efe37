import {
  isExternallyAccessible,
  isLoadBalancer,
  mayHaveNodePorts,
  needsClusterIp,
  needsHealthCheckNodePort,
  needsNodePorts,
} from '@kubets/api';
import { semanticEqual } from '@kubets/apimachinery';
import type { Service, ServicePort, ServiceSpec } from '@kubets/proto-gen/core/v1';

/** clusterIPs follows clusterIP for clients that know only the older field. */
export function normalizeClusterIps(service: Service, old?: Service): void {
  const spec = service.spec!;
  const before = old?.spec;
  if (!before) {
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
    return;
  }
  const sameSingle = (spec.clusterIP ?? '') === (before.clusterIP ?? '');
  const sameList = semanticEqual(spec.clusterIPs ?? [], before.clusterIPs ?? []);
  if (!spec.clusterIP && before.clusterIP) {
    if (sameList) spec.clusterIPs = [];
  } else if (spec.clusterIP && !sameSingle && sameList) spec.clusterIPs = [spec.clusterIP];
  else if (spec.clusterIP && !before.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
}

const samePort = (a: ServicePort, b: ServicePort): boolean =>
  a.port === b.port && (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP');

function keepNodePorts(ports: ServicePort[], before: ServicePort[]): void {
  const asked = new Set(ports.map(({ nodePort, protocol }) => `${protocol}/${nodePort ?? 0}`));
  for (const port of ports) {
    if (port.nodePort) continue;
    const match = before.find((candidate) => candidate.nodePort && samePort(candidate, port));
    if (match && !asked.has(`${port.protocol}/${match.nodePort}`)) port.nodePort = match.nodePort;
  }
}

/** Who updates without naming what the server once allocated means to keep it. */
export function keepAllocations(service: Service, old: Service): void {
  const spec = service.spec!;
  const before = old.spec ?? {};
  if (needsClusterIp(old) && needsClusterIp(service)) {
    spec.clusterIP ||= before.clusterIP;
    if (!spec.clusterIPs?.length && spec.clusterIP === before.clusterIP) spec.clusterIPs = before.clusterIPs;
    if (!spec.ipFamilies?.length && semanticEqual(spec.clusterIPs, before.clusterIPs))
      spec.ipFamilies = before.ipFamilies;
    spec.ipFamilyPolicy ??= before.ipFamilyPolicy;
  }
  if (needsNodePorts(old) && needsNodePorts(service)) keepNodePorts(spec.ports ?? [], before.ports ?? []);
  if (needsHealthCheckNodePort(old) && needsHealthCheckNodePort(service)) {
    spec.healthCheckNodePort ||= before.healthCheckNodePort;
  }
}

function dropIfUnchanged(spec: ServiceSpec, before: ServiceSpec, ...fields: (keyof ServiceSpec)[]): void {
  for (const field of fields) if (semanticEqual(spec[field], before[field])) delete spec[field];
}

const nodePortsOf = ({ ports }: ServiceSpec): number[] => (ports ?? []).map(({ nodePort }) => nodePort ?? 0);

/** What the old type needed and the new one does not goes, unless the client changed it, which validation then refuses. */
export function dropTypeDependentFields(service: Service, old: Service): void {
  const spec = service.spec!;
  const before = old.spec ?? {};
  if (needsClusterIp(old) && !needsClusterIp(service)) {
    dropIfUnchanged(spec, before, 'clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy');
  }
  if (mayHaveNodePorts(old) && !mayHaveNodePorts(service) && nodePortsKept(spec, before)) {
    for (const port of spec.ports ?? []) delete port.nodePort;
  }
  if (needsHealthCheckNodePort(old) && !needsHealthCheckNodePort(service))
    dropIfUnchanged(spec, before, 'healthCheckNodePort');
  if (isLoadBalancer(old) && !isLoadBalancer(service)) {
    dropIfUnchanged(spec, before, 'loadBalancerClass', 'allocateLoadBalancerNodePorts');
    // The status is the stored one and shared: it is replaced, not changed.
    service.status = { ...service.status, loadBalancer: {} };
  }
  if (isExternallyAccessible(old) && !isExternallyAccessible(service))
    dropIfUnchanged(spec, before, 'externalTrafficPolicy');
}

/** True when the client did not choose other node ports than there were. */
function nodePortsKept(spec: ServiceSpec, before: ServiceSpec): boolean {
  const known = new Set(nodePortsOf(before));
  return nodePortsOf(spec).every((nodePort) => nodePort === 0 || known.has(nodePort));
}
