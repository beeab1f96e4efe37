import { randomInt } from 'node:crypto';
import { HEADLESS, isExternalName, isHeadless, needsHealthCheckNodePort, needsNodePorts } from '@kubets/api';
import {
  fieldErrors,
  FieldPath,
  nameOf,
  namespaceOf,
  newInternalError,
  newInvalid,
  type FieldError,
  type StatusError,
} from '@kubets/apimachinery';
import { canonicalIp, ipFamily, type IpFamily } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { IPAddress } from '@kubets/proto-gen/networking/v1';
import { clusterIpKey, nodePortKey } from '../../allocation/claim-keys';
import type { Claim, ClaimChange, ClaimAllocation, SideObject } from '../../registry/claims';
import type { StrategyContext } from '../../registry/resource';
import { clusterIpProblem, IP_TAKEN, pickClusterIp, type ClusterIpPool } from './cluster-ip-allocation';
import {
  allocateNodePorts,
  nodePortError,
  nodePortOfAnotherPort,
  nodePortProblem,
  pickNodePort,
  PORT_TAKEN,
  RANGE_FULL,
  type NodePortPool,
} from './node-port-allocation';
import { serviceRanges } from './service-ranges';

const IP_ADDRESSES = { group: 'networking.k8s.io', plural: 'ipaddresses' };

const random = (): number => randomInt(2 ** 32) / 2 ** 32;

function addressesOf(service: Service | undefined): string[] {
  return (service?.spec?.clusterIPs ?? []).filter((address) => address !== HEADLESS && address !== '');
}

function nodePortsOf(service: Service | undefined): number[] {
  const ports = (service?.spec?.ports ?? []).map(({ nodePort }) => nodePort ?? 0);
  return [...new Set([...ports, service?.spec?.healthCheckNodePort ?? 0])].filter((port) => port !== 0);
}

/** Keys that a Service holds. */
function heldKeys(service: Service | undefined): string[] {
  return [...addressesOf(service).map(clusterIpKey), ...nodePortsOf(service).map(nodePortKey)];
}

function refusal(service: Service, error: FieldError): StatusError {
  return newInvalid({ group: '', kind: 'Service' }, nameOf(service), [error]);
}

/** The record of who holds an address. */
function ipAddressOf(address: string, service: Service): IPAddress {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: {
      name: canonicalIp(address),
      labels: {
        'ipaddress.kubernetes.io/ip-family': ipFamily(address) ?? '',
        'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
      },
    },
    spec: { parentRef: { resource: 'services', namespace: namespaceOf(service), name: nameOf(service) } },
  };
}

/** What one write of a Service allocates; the Service is filled in as it goes. */
interface Allocation {
  service: Service;
  isNew: boolean;
  /** Keys that the stored Service holds and may keep. */
  held: ReadonlySet<string>;
  claims: Claim[];
}

/** Of those that a Service asks for, whoever has them: the first that cannot be given out. */
export function addressOutOfRange(service: Service, pool: Pick<ClusterIpPool, 'ranges' | 'dryRun'>): FieldError[] {
  if (isExternalName(service) || isHeadless(service)) return [];
  const asked = addressesOf(service);
  for (const address of asked) {
    const problem = clusterIpProblem(address, { ...pool, isTaken: () => false });
    if (problem) return [addressError(asked, address, problem)];
  }
  return [];
}

const addressError = (asked: string[], address: string, why: string): FieldError =>
  fieldErrors.invalid(FieldPath.of('spec', 'clusterIPs'), asked, `failed to allocate IP ${address}: ${why}`);

function claimAddresses(allocation: Allocation, pool: ClusterIpPool): void {
  const { service, held, claims } = allocation;
  const spec = service.spec!;
  if (isExternalName(service) || isHeadless(service)) return;
  const asked = addressesOf(service);
  for (const address of asked) {
    if (held.has(clusterIpKey(address))) continue;
    const refuse = (why: string): StatusError => refusal(service, addressError(asked, address, why));
    const problem = clusterIpProblem(address, pool);
    if (problem) throw refuse(problem);
    claims.push({ key: clusterIpKey(address), refused: refuse(IP_TAKEN) });
  }
  const chosen = [...asked];
  for (const family of (spec.ipFamilies ?? []).slice(asked.length) as IpFamily[]) {
    const address = pickClusterIp(family, pool);
    if (address === undefined) throw newInternalError(`failed to allocate a serviceIP: ${RANGE_FULL}`);
    claims.push({ key: clusterIpKey(address) });
    chosen.push(address);
  }
  spec.clusterIPs = chosen;
  spec.clusterIP = chosen[0];
}

function claimNodePorts(allocation: Allocation, pool: NodePortPool): void {
  const { service, isNew, held, claims } = allocation;
  const ports = service.spec?.ports ?? [];
  const claimed = new Set<number>();
  const repeated = isNew ? nodePortOfAnotherPort(ports) : undefined;
  ports.forEach(({ nodePort = 0 }, index) => {
    if (index === repeated) throw refusal(service, nodePortError(index, nodePort, PORT_TAKEN));
    if (nodePort === 0 || held.has(nodePortKey(nodePort)) || claimed.has(nodePort)) return;
    const problem = nodePortProblem(nodePort, pool);
    if (problem) throw refusal(service, nodePortError(index, nodePort, problem));
    const refused = refusal(service, nodePortError(index, nodePort, PORT_TAKEN));
    claims.push({ key: nodePortKey(nodePort), refused });
    claimed.add(nodePort);
  });
  if (!needsNodePorts(service)) return;
  if (!allocateNodePorts(ports, pool)) throw newInternalError(`failed to allocate a nodePort: ${RANGE_FULL}`);
  for (const { nodePort = 0 } of ports) {
    if (held.has(nodePortKey(nodePort)) || claimed.has(nodePort)) continue;
    claims.push({ key: nodePortKey(nodePort) });
    claimed.add(nodePort);
  }
}

function claimHealthCheckPort(allocation: Allocation, pool: NodePortPool): void {
  const { service, held, claims } = allocation;
  const spec = service.spec!;
  if (!needsHealthCheckNodePort(service)) return;
  const asked = spec.healthCheckNodePort ?? 0;
  if (asked !== 0) {
    if (held.has(nodePortKey(asked))) return;
    const refuse = (why: string): StatusError =>
      newInternalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${why}`);
    const problem = nodePortProblem(asked, pool);
    if (problem) throw refuse(problem);
    claims.push({ key: nodePortKey(asked), refused: refuse(PORT_TAKEN) });
    return;
  }
  const port = pickNodePort(pool, new Set(nodePortsOf(service)));
  if (port === undefined) throw newInternalError(`failed to allocate a HealthCheck NodePort: ${RANGE_FULL}`);
  spec.healthCheckNodePort = port;
  claims.push({ key: nodePortKey(port) });
}

const IP_ADDRESS = 'kubets.networking.v1.IPAddress';

function sideObjects(service: Service | undefined, old: Service | undefined): SideObject[] {
  const now = new Set(addressesOf(service));
  const before = new Set(addressesOf(old));
  const added = [...now].filter((address) => !before.has(address));
  const removed = [...before].filter((address) => !now.has(address));
  return [
    ...added.map((address) => ({ resource: IP_ADDRESSES, put: ipAddressOf(address, service!), message: IP_ADDRESS })),
    ...removed.map((address) => ({ resource: IP_ADDRESSES, delete: { name: canonicalIp(address) ?? address } })),
  ];
}

/** Fills in the addresses and ports that a Service lacks, and says what to hold and what to let go of. */
export function allocateServiceClaims(
  { object, old, isTaken }: ClaimChange<Service>,
  context: StrategyContext,
): ClaimAllocation {
  const held = new Set(heldKeys(old));
  const claims: Claim[] = [];
  if (object) {
    const allocation: Allocation = { service: object, isNew: !old, held, claims };
    const taken = (address: string): boolean =>
      isTaken(clusterIpKey(address)) || context.reader.get(IP_ADDRESSES, '', address) !== undefined;
    claimAddresses(allocation, {
      ranges: serviceRanges(context),
      isTaken: taken,
      random,
      dryRun: context.dryRun,
    });
    const ports = {
      range: context.settings.serviceNodePortRange,
      isTaken: (port: number) => isTaken(nodePortKey(port)),
      random,
    };
    claimNodePorts(allocation, ports);
    claimHealthCheckPort(allocation, ports);
  }
  const kept = new Set(heldKeys(object));
  return { claims, releases: [...held].filter((key) => !kept.has(key)), sideObjects: sideObjects(object, old) };
}
