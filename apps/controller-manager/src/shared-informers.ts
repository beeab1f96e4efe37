import { LABELS } from '@kubets/api';
import { controllerOf, namespaceOf, type KubeObject } from '@kubets/apimachinery';
import { createInformer, type Indexers, type Informer, type KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import type { ConfigMap, Endpoints, Namespace, Node, Pod, ReplicationController, Service, ServiceAccount } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { IPAddress, ServiceCIDR } from '@kubets/proto-gen/networking/v1';
import type { ClusterRole } from '@kubets/proto-gen/rbac/v1';
import { podLabelValues, serviceSelectorValues } from './addresses/service-pods';

/** Indexes of every resource: by the uid of each owner. */
const owned: Indexers<KubeObject> = {
  owner: (object) => (object.metadata?.ownerReferences ?? []).flatMap(({ uid }) => (uid ? [uid] : [])),
};

/** Indexes of what controllers claim: by the uid of the controller, and by namespace where there is none. */
const controlled: Indexers<KubeObject> = {
  ...owned,
  controller: (object) => [controllerOf(object)?.uid ?? []].flat(),
  orphan: (object) => (controllerOf(object) ? [] : [namespaceOf(object)]),
};

const INDEXERS: Record<string, Indexers<never>> = {
  pods: { ...controlled, node: (pod: Pod) => (pod.spec?.nodeName ? [pod.spec.nodeName] : []), label: podLabelValues },
  services: { ...owned, selector: serviceSelectorValues },
  replicasets: controlled,
  endpointslices: {
    ...owned,
    service: (slice: EndpointSlice) => {
      const service = slice.metadata?.labels?.[LABELS.serviceName];
      return service ? [`${namespaceOf(slice)}/${service}`] : [];
    },
  },
};

/** One informer per resource for all controllers, made when first asked for; the controllers start them. */
export interface SharedInformers {
  readonly pods: Informer<Pod>;
  readonly services: Informer<Service>;
  readonly endpoints: Informer<Endpoints>;
  readonly endpointSlices: Informer<EndpointSlice>;
  readonly nodes: Informer<Node>;
  readonly namespaces: Informer<Namespace>;
  readonly configMaps: Informer<ConfigMap>;
  readonly serviceAccounts: Informer<ServiceAccount>;
  readonly replicationControllers: Informer<ReplicationController>;
  readonly deployments: Informer<Deployment>;
  readonly replicaSets: Informer<ReplicaSet>;
  readonly leases: Informer<Lease>;
  readonly serviceCIDRs: Informer<ServiceCIDR>;
  readonly ipAddresses: Informer<IPAddress>;
  readonly clusterRoles: Informer<ClusterRole>;
  /** By plural name. */
  resource<T extends KubeObject = KubeObject>(plural: string): Informer<T>;
}

export function createSharedInformers(o: { client: KubeClient; logger: Logger; clock: Clock }): SharedInformers {
  const informers = new Map<string, unknown>();

  function resource<T extends KubeObject>(plural: string): Informer<T> {
    const existing = informers.get(plural);
    if (existing) return existing as Informer<T>;
    const indexers = (INDEXERS[plural] ?? owned) as Indexers<T>;
    const informer = createInformer<T>(o.client.resource<T>(plural), { name: plural, indexers, logger: o.logger, clock: o.clock });
    informers.set(plural, informer);
    return informer;
  }

  return {
    resource,
    get pods() { return resource<Pod>('pods'); },
    get services() { return resource<Service>('services'); },
    get endpoints() { return resource<Endpoints>('endpoints'); },
    get endpointSlices() { return resource<EndpointSlice>('endpointslices'); },
    get nodes() { return resource<Node>('nodes'); },
    get namespaces() { return resource<Namespace>('namespaces'); },
    get configMaps() { return resource<ConfigMap>('configmaps'); },
    get serviceAccounts() { return resource<ServiceAccount>('serviceaccounts'); },
    get replicationControllers() { return resource<ReplicationController>('replicationcontrollers'); },
    get deployments() { return resource<Deployment>('deployments'); },
    get replicaSets() { return resource<ReplicaSet>('replicasets'); },
    get leases() { return resource<Lease>('leases'); },
    get serviceCIDRs() { return resource<ServiceCIDR>('servicecidrs'); },
    get ipAddresses() { return resource<IPAddress>('ipaddresses'); },
    get clusterRoles() { return resource<ClusterRole>('clusterroles'); },
  };
}
