import { controllerOf, nameOf, namespaceOf, type KubeObject } from '@kubets/apimachinery';
import { LABELS, clusterIPsOf, isNodeReady, podIPsOf } from '@kubets/api';
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '@kubets/proto-gen/apps/v1';
import type { CronJob, Job } from '@kubets/proto-gen/batch/v1';
import type { Node, Pod, Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { Ingress } from '@kubets/proto-gen/networking/v1';
import type { Fact, Owner, WorkloadFact } from '../protocol/facts';
import type { ResourceName } from '../protocol/resource';
import { podState } from './pod-state';

/** A kind that the picture shows. */
export interface DrawnKind extends ResourceName {
  kind: string;
  namespaced: boolean;
  factOf(object: KubeObject): Fact;
}

const named = (object: KubeObject) => ({ namespace: namespaceOf(object), name: nameOf(object) });

function ownerOf(object: KubeObject): { owner?: Owner } {
  const owner = controllerOf(object);
  return owner ? { owner: { kind: owner.kind ?? '', name: owner.name ?? '' } } : {};
}

const workload =
  <T extends KubeObject>(kind: WorkloadFact['kind'], counts: (object: T) => { wanted: number; ready: number }) =>
  (object: KubeObject): Fact => ({ kind, ...named(object), ...ownerOf(object), ...counts(object as T) });

const replicas = ({ spec, status }: Deployment | ReplicaSet | StatefulSet) => ({
  wanted: spec?.replicas ?? 1,
  ready: status?.readyReplicas ?? 0,
});

function nodeFact(object: KubeObject): Fact {
  const { spec, status } = object as Node;
  return {
    kind: 'Node',
    name: nameOf(object),
    ready: isNodeReady(object as Node),
    open: spec?.unschedulable !== true,
    addresses: (status?.addresses ?? []).flatMap(({ address }) => address ?? []),
  };
}

function podFact(object: KubeObject): Fact {
  const pod = object as Pod;
  return {
    kind: 'Pod',
    ...named(object),
    ...podState(pod),
    ...ownerOf(object),
    node: pod.spec?.nodeName ?? '',
    // The node's own address tells nothing of the pod.
    ips: pod.spec?.hostNetwork ? [] : podIPsOf(pod),
  };
}

function serviceFact(object: KubeObject): Fact {
  const service = object as Service;
  const { type = 'ClusterIP', ports = [], selector, externalName } = service.spec ?? {};
  const addresses = clusterIPsOf(service);
  const outside = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  return {
    kind: 'Service',
    ...named(object),
    type: type === 'ClusterIP' && addresses.length === 0 ? 'Headless' : type,
    addresses: [...addresses, ...outside, ...(type === 'ExternalName' && externalName ? [externalName] : [])],
    ports: ports.map(({ port, protocol = 'TCP' }) => (protocol === 'TCP' ? `${port}` : `${port}/${protocol}`)),
    nodePorts: ports.flatMap(({ nodePort }) => nodePort || []),
    selects: Object.keys(selector ?? {}).length > 0,
  };
}

function endpointsFact(object: KubeObject): Fact {
  // Go writes `null` where there are none.
  const { metadata, endpoints } = object as Omit<EndpointSlice, 'endpoints'> & { endpoints?: Endpoint[] | null };
  return {
    kind: 'EndpointSlice',
    ...named(object),
    service: metadata?.labels?.[LABELS.serviceName] ?? '',
    endpoints: (endpoints ?? []).flatMap(({ addresses = [], conditions, targetRef }) =>
      addresses.slice(0, 1).map((address) => ({
        address,
        ready: conditions?.ready !== false,
        ...(targetRef?.kind === 'Pod' && targetRef.name && { pod: targetRef.name }),
      })),
    ),
  };
}

function ingressFact(object: KubeObject): Fact {
  const { spec, status } = object as Ingress;
  const rules = spec?.rules ?? [];
  const backends = [
    spec?.defaultBackend,
    ...rules.flatMap(({ http }) => http?.paths?.map(({ backend }) => backend) ?? []),
  ];
  return {
    kind: 'Ingress',
    ...named(object),
    hosts: [...new Set(rules.map(({ host }) => host || '*'))],
    addresses: (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []),
    services: [...new Set(backends.flatMap((backend) => backend?.service?.name ?? []))],
  };
}

const apps = (kind: string, resource: string, factOf: DrawnKind['factOf']): DrawnKind => ({
  group: 'apps',
  version: 'v1',
  resource,
  kind,
  namespaced: true,
  factOf,
});

/** What the picture is made of. */
export const DRAWN_KINDS: readonly DrawnKind[] = [
  { group: '', version: 'v1', resource: 'nodes', kind: 'Node', namespaced: false, factOf: nodeFact },
  { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true, factOf: podFact },
  { group: '', version: 'v1', resource: 'services', kind: 'Service', namespaced: true, factOf: serviceFact },
  apps('Deployment', 'deployments', workload<Deployment>('Deployment', replicas)),
  apps('ReplicaSet', 'replicasets', workload<ReplicaSet>('ReplicaSet', replicas)),
  apps('StatefulSet', 'statefulsets', workload<StatefulSet>('StatefulSet', replicas)),
  apps(
    'DaemonSet',
    'daemonsets',
    workload<DaemonSet>('DaemonSet', ({ status }) => ({
      wanted: status?.desiredNumberScheduled ?? 0,
      ready: status?.numberReady ?? 0,
    })),
  ),
  {
    group: 'batch',
    version: 'v1',
    resource: 'jobs',
    kind: 'Job',
    namespaced: true,
    factOf: workload<Job>('Job', ({ spec, status }) => ({
      wanted: spec?.completions ?? spec?.parallelism ?? 1,
      ready: (status?.succeeded ?? 0) + (status?.ready ?? 0),
    })),
  },
  {
    group: 'batch',
    version: 'v1',
    resource: 'cronjobs',
    kind: 'CronJob',
    namespaced: true,
    factOf: workload<CronJob>('CronJob', () => ({ wanted: 0, ready: 0 })),
  },
  {
    group: 'discovery.k8s.io',
    version: 'v1',
    resource: 'endpointslices',
    kind: 'EndpointSlice',
    namespaced: true,
    factOf: endpointsFact,
  },
  {
    group: 'networking.k8s.io',
    version: 'v1',
    resource: 'ingresses',
    kind: 'Ingress',
    namespaced: true,
    factOf: ingressFact,
  },
];
