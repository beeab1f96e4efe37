import type { KubeObject } from '@kubets/apimachinery';
import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { TokenReviewsService, type TokenRequest, type TokenReview } from '@kubets/proto-gen/authentication/v1';
import { SubjectAccessReviewsService, type SubjectAccessReview } from '@kubets/proto-gen/authorization/v1';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import {
  NamespacesService,
  PodsService,
  ServiceAccountsService,
  type ConfigMap,
  type Endpoints,
  type Event,
  type Namespace,
  type Node,
  type Pod,
  type ReplicationController,
  type Secret,
  type Service,
  type ServiceAccount,
} from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { IPAddress, ServiceCIDR } from '@kubets/proto-gen/networking/v1';
import type { Eviction } from '@kubets/proto-gen/policy/v1';
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '@kubets/proto-gen/rbac/v1';
import { createChannel, loadKubeconfig, type RpcChannel } from '@kubets/rpc';
import type { ObjectRef, ResourceClient, WriteParams } from './resource-client';
import { methodOf, resourceServices, type ResourceName } from './resource-services';
import { rpcResourceClient } from './rpc-resource-client';

export interface PodsClient extends ResourceClient<Pod> {
  /** Assigns the pod to a node; Conflict when it has one. */
  bind(ref: ObjectRef, nodeName: string): Promise<void>;
  evict(ref: ObjectRef, eviction?: Pick<Eviction, 'deleteOptions'>): Promise<void>;
}

export interface NamespacesClient extends ResourceClient<Namespace> {
  /** Replaces spec.finalizers; the last step of deleting a namespace. */
  finalize(object: Namespace): Promise<Namespace>;
}

export interface ScalableClient<T extends KubeObject> extends ResourceClient<T> {
  getScale(ref: ObjectRef): Promise<Scale>;
  updateScale(ref: ObjectRef, scale: Scale, o?: WriteParams): Promise<Scale>;
}

export interface ServiceAccountsClient extends ResourceClient<ServiceAccount> {
  createToken(ref: ObjectRef, request: TokenRequest): Promise<TokenRequest>;
}

export type NodesClient = ResourceClient<Node>;

export interface ResourceClients {
  pods: PodsClient;
  services: ResourceClient<Service>;
  endpoints: ResourceClient<Endpoints>;
  endpointSlices: ResourceClient<EndpointSlice>;
  nodes: NodesClient;
  namespaces: NamespacesClient;
  secrets: ResourceClient<Secret>;
  configMaps: ResourceClient<ConfigMap>;
  serviceAccounts: ServiceAccountsClient;
  events: ResourceClient<Event>;
  replicationControllers: ScalableClient<ReplicationController>;
  deployments: ScalableClient<Deployment>;
  replicaSets: ScalableClient<ReplicaSet>;
  leases: ResourceClient<Lease>;
  serviceCIDRs: ResourceClient<ServiceCIDR>;
  ipAddresses: ResourceClient<IPAddress>;
  roles: ResourceClient<Role>;
  clusterRoles: ResourceClient<ClusterRole>;
  roleBindings: ResourceClient<RoleBinding>;
  clusterRoleBindings: ResourceClient<ClusterRoleBinding>;
}

/** How a client of a resource is made: over a channel, or in a fake cluster. */
export interface ClientMakers {
  client<T extends KubeObject>(plural: ResourceName): ResourceClient<T>;
  scalable<T extends KubeObject>(plural: ResourceName): ScalableClient<T>;
}

/** The resources that have the verbs of all resources, or those and scale. */
export const plainClients = ({ client, scalable }: ClientMakers): Omit<ResourceClients, 'pods' | 'namespaces' | 'serviceAccounts'> => ({
  services: client('services'),
  endpoints: client('endpoints'),
  endpointSlices: client('endpointslices'),
  nodes: client('nodes'),
  secrets: client('secrets'),
  configMaps: client('configmaps'),
  events: client('events'),
  replicationControllers: scalable('replicationcontrollers'),
  deployments: scalable('deployments'),
  replicaSets: scalable('replicasets'),
  leases: client('leases'),
  serviceCIDRs: client('servicecidrs'),
  ipAddresses: client('ipaddresses'),
  roles: client('roles'),
  clusterRoles: client('clusterroles'),
  roleBindings: client('rolebindings'),
  clusterRoleBindings: client('clusterrolebindings'),
});

/** A typed client for every resource of the cluster. */
export interface KubeClient extends ResourceClients {
  /** By plural name ('endpointslices'); throws Error for a resource that does not exist. */
  resource<T extends KubeObject = KubeObject>(plural: string): ResourceClient<T>;
  /** Asks the apiserver who a token belongs to; for components that authenticate their own clients. */
  reviewToken(review: TokenReview): Promise<TokenReview>;
  reviewAccess(review: SubjectAccessReview): Promise<SubjectAccessReview>;
  close(): void;
}

export interface KubeClientOptions {
  /** Field manager and user agent: the component's name. */
  component?: string;
}

/** From a channel, or from the path of a kubeconfig. Opens no connection before the first call. */
export function createKubeClient(channelOrKubeconfig: RpcChannel | string, { component = 'kubets' }: KubeClientOptions = {}): KubeClient {
  const channel =
    typeof channelOrKubeconfig === 'string'
      ? createChannel(loadKubeconfig(channelOrKubeconfig), { userAgent: component })
      : channelOrKubeconfig;
  const client = <T extends KubeObject>(plural: ResourceName): ResourceClient<T> =>
    rpcResourceClient<T>(channel, plural, resourceServices[plural], component);
  const scalable = <T extends KubeObject>(plural: ResourceName): ScalableClient<T> => ({
    ...client<T>(plural),
    ...scaleVerbs(channel, plural, component),
  });

  return {
    ...plainClients({ client, scalable }),
    pods: { ...client<Pod>('pods'), ...podVerbs(channel) },
    namespaces: {
      ...client<Namespace>('namespaces'),
      finalize: (object) => channel.unary(NamespacesService.finalize, { name: object.metadata?.name, object }),
    },
    serviceAccounts: {
      ...client<ServiceAccount>('serviceaccounts'),
      createToken: (ref, request) => channel.unary(ServiceAccountsService.createToken, { ...ref, object: request }),
    },
    resource: (plural) => {
      if (!(plural in resourceServices)) throw new Error(`no resource "${plural}"; there are: ${Object.keys(resourceServices).join(', ')}`);
      return client(plural as ResourceName);
    },
    reviewToken: (review) => channel.unary(TokenReviewsService.create, { object: review }),
    reviewAccess: (review) => channel.unary(SubjectAccessReviewsService.create, { object: review }),
    close: () => channel.close(),
  };
}

function podVerbs(channel: RpcChannel): Pick<PodsClient, 'bind' | 'evict'> {
  return {
    async bind(ref, nodeName) {
      const object = { apiVersion: 'v1', kind: 'Binding', metadata: ref, target: { apiVersion: 'v1', kind: 'Node', name: nodeName } };
      await channel.unary(PodsService.bind, { ...ref, object });
    },
    async evict(ref, eviction) {
      const object = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: ref, ...eviction };
      await channel.unary(PodsService.evict, { ...ref, object });
    },
  };
}

function scaleVerbs(
  channel: RpcChannel,
  plural: ResourceName,
  fieldManager: string,
): Pick<ScalableClient<KubeObject>, 'getScale' | 'updateScale'> {
  const service = resourceServices[plural];
  return {
    getScale: (ref) => channel.unary(methodOf(service, plural, 'getScale'), ref),
    updateScale: (ref, scale, o = {}) =>
      channel.unary(
        methodOf(service, plural, 'updateScale'),
        { ...ref, object: scale, dryRun: o.dryRun ? ['All'] : undefined, fieldManager: o.fieldManager ?? fieldManager },
        { signal: o.signal },
      ),
  };
}
