import { LABELS } from '@kubets/api';
import { parseQuantity, semanticEqual } from '@kubets/apimachinery';
import { version } from '@kubets/component';
import type { Node, NodeAddress, NodeCondition, NodeStatus, Taint } from '@kubets/proto-gen/core/v1';
import type { RuntimeFeatures, RuntimeImage } from '../runtimes/runtime';
import type { Machine } from './machine';

export interface NodeFacts {
  name: string;
  machine: Machine;
  runtimeVersion: string;
  ip: string;
  externalIp?: string;
  port: number;
  maxPods: number;
  /** Quantities by resource name. */
  reserved: Record<string, string>;
  images: readonly RuntimeImage[];
  /** Volumes that must not be detached from the node. */
  volumesInUse?: readonly string[];
  /** Of the container runtime; undefined before it has answered. */
  features?: RuntimeFeatures;
}

const KEPT_FOR_EVICTION_BYTES = 100 * 1024 * 1024;
const USABLE_DISK_SHARE = 0.9;
const MOST_IMAGES = 50;

/** What a node is registered with. */
export function newNode(facts: NodeFacts, o: { labels: readonly string[]; taints: readonly string[] }): Node {
  const taints = o.taints.map(parseTaint);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: facts.name,
      labels: nodeLabels(facts, o.labels),
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: taints.length > 0 ? { taints } : {},
  };
}

/** Labels every node has, and those it was given. */
export function nodeLabels({ name, machine }: NodeFacts, given: readonly string[]): Record<string, string> {
  const own = given.map((pair) => pair.split('=') as [string, string?]).map(([key, value = '']) => [key, value]);
  return {
    [LABELS.betaArch]: machine.architecture,
    [LABELS.betaOs]: 'linux',
    [LABELS.arch]: machine.architecture,
    [LABELS.hostname]: name,
    [LABELS.os]: 'linux',
    ...Object.fromEntries(own),
  };
}

/** `key=value:NoSchedule`, or without a value. */
export function parseTaint(text: string): Taint {
  const colon = text.lastIndexOf(':');
  const [key = '', value] = text.slice(0, colon).split('=');
  return { key, ...(value !== undefined ? { value } : {}), effect: text.slice(colon + 1) };
}

/** Everything of a node's status but its conditions. */
export function nodeStatus(facts: NodeFacts): NodeStatus {
  const { machine } = facts;
  const capacity = {
    cpu: String(machine.cpus),
    'ephemeral-storage': kibibytes(machine.diskBytes),
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: kibibytes(machine.memoryBytes),
    pods: String(facts.maxPods),
  };
  const reserved = (name: string) => (facts.reserved[name] ? parseQuantity(facts.reserved[name]) : undefined);
  const milliCpu = machine.cpus * 1000 - (reserved('cpu')?.milliValue() ?? 0);
  const allocatable = {
    ...capacity,
    cpu: milliCpu % 1000 === 0 ? String(milliCpu / 1000) : `${milliCpu}m`,
    'ephemeral-storage': String(
      Math.floor((machine.diskBytes - (reserved('ephemeral-storage')?.value() ?? 0)) * USABLE_DISK_SHARE),
    ),
    memory: kibibytes(machine.memoryBytes - KEPT_FOR_EVICTION_BYTES - (reserved('memory')?.value() ?? 0)),
  };
  return {
    capacity,
    allocatable,
    addresses: addresses(facts),
    daemonEndpoints: { kubeletEndpoint: { Port: facts.port } },
    nodeInfo: {
      machineID: machine.machineId,
      systemUUID: machine.systemUuid,
      bootID: machine.bootId,
      kernelVersion: machine.kernelVersion,
      osImage: machine.osImage,
      containerRuntimeVersion: facts.runtimeVersion,
      kubeletVersion: version.gitVersion,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: machine.architecture,
    },
    images: images(facts.images),
    volumesInUse: [...(facts.volumesInUse ?? [])],
    ...(facts.features && runtimeAbilities(facts.features)),
  };
}

const runtimeAbilities = ({ handlers, supplementalGroupsPolicy }: RuntimeFeatures) => ({
  runtimeHandlers: [...handlers]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, recursiveReadOnlyMounts, userNamespaces }) => ({
      name,
      features: { recursiveReadOnlyMounts, userNamespaces },
    })),
  features: { supplementalGroupsPolicy },
});

function addresses({ name, ip, externalIp }: NodeFacts): NodeAddress[] {
  return [
    { type: 'InternalIP', address: ip },
    ...(externalIp ? [{ type: 'ExternalIP', address: externalIp }] : []),
    { type: 'Hostname', address: name },
  ];
}

/** The largest first; the API need not know of all. */
function images(all: readonly RuntimeImage[]): NodeStatus['images'] {
  return [...all]
    .filter(({ names }) => names.length > 0)
    .sort((a, b) => b.sizeBytes - a.sizeBytes || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_IMAGES)
    .map(({ names, sizeBytes }) => ({ names: names.slice(0, 5), sizeBytes }));
}

const kibibytes = (bytes: number) => `${Math.floor(bytes / 1024)}Ki`;

/**
 * The strategic merge patch of a node's status: what changed, and all conditions with their times. The address list is
 * replaced as a whole, because a node may have several addresses of one type.
 */
export function nodeStatusPatch(current: NodeStatus, wanted: NodeStatus, conditions: readonly NodeCondition[]): object {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(wanted) as (keyof NodeStatus)[]) {
    if (!semanticEqual(current[key], wanted[key])) patch[key] = wanted[key];
  }
  if (patch['addresses']) patch['addresses'] = [...(wanted.addresses ?? []), { $patch: 'replace' }];
  return { status: { ...patch, conditions } };
}

/** Gives each condition its times: the heartbeat now, the transition when the status last changed. */
export function withConditionTimes(
  conditions: readonly NodeCondition[],
  previous: readonly NodeCondition[],
  now: string,
): NodeCondition[] {
  return conditions.map((condition) => {
    const before = previous.find(({ type }) => type === condition.type);
    return {
      ...condition,
      lastHeartbeatTime: now,
      lastTransitionTime: before?.status === condition.status ? (before?.lastTransitionTime ?? now) : now,
    };
  });
}

/** Whether two statuses say the same, times apart. */
export function sameStatus(a: NodeStatus, b: NodeStatus): boolean {
  const timeless = ({ conditions, ...rest }: NodeStatus) => ({
    ...rest,
    conditions: (conditions ?? []).map(({ type, status, reason, message }) => ({ type, status, reason, message })),
  });
  return semanticEqual(timeless(a), timeless(b));
}
