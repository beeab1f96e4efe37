import type { MethodDefinition } from '@grpc/grpc-js';
import { groupOf, newMethodNotSupported } from '@kubets/apimachinery';
import { DeploymentsService, ReplicaSetsService } from '@kubets/proto-gen/apps/v1';
import { LeasesService } from '@kubets/proto-gen/coordination/v1';
import {
  ConfigMapsService,
  EndpointsApiService,
  EventsService,
  NamespacesService,
  NodesService,
  PodsService,
  ReplicationControllersService,
  SecretsService,
  ServiceAccountsService,
  ServicesService,
} from '@kubets/proto-gen/core/v1';
import { EndpointSlicesService } from '@kubets/proto-gen/discovery/v1';
import { IPAddressesService, ServiceCIDRsService } from '@kubets/proto-gen/networking/v1';
import { ClusterRoleBindingsService, ClusterRolesService, RoleBindingsService, RolesService } from '@kubets/proto-gen/rbac/v1';

/** A generated service as the generic client uses it: the same verbs everywhere, some with less or more. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- request and response differ per resource
export type ServiceMethods = Readonly<Record<string, MethodDefinition<any, any> | undefined>>;

/** What the client has to know of a resource besides its methods. */
export interface ResourceService {
  methods: ServiceMethods;
  apiVersion: string;
  kind: string;
}

function resource(apiVersion: string, kind: string, methods: ServiceMethods): ResourceService {
  return { apiVersion, kind, methods };
}

/** Every resource with a typed gRPC service, by plural name. */
export const resourceServices = {
  pods: resource('v1', 'Pod', PodsService),
  services: resource('v1', 'Service', ServicesService),
  endpoints: resource('v1', 'Endpoints', EndpointsApiService),
  nodes: resource('v1', 'Node', NodesService),
  namespaces: resource('v1', 'Namespace', NamespacesService),
  secrets: resource('v1', 'Secret', SecretsService),
  configmaps: resource('v1', 'ConfigMap', ConfigMapsService),
  serviceaccounts: resource('v1', 'ServiceAccount', ServiceAccountsService),
  events: resource('v1', 'Event', EventsService),
  replicationcontrollers: resource('v1', 'ReplicationController', ReplicationControllersService),
  deployments: resource('apps/v1', 'Deployment', DeploymentsService),
  replicasets: resource('apps/v1', 'ReplicaSet', ReplicaSetsService),
  endpointslices: resource('discovery.k8s.io/v1', 'EndpointSlice', EndpointSlicesService),
  leases: resource('coordination.k8s.io/v1', 'Lease', LeasesService),
  servicecidrs: resource('networking.k8s.io/v1', 'ServiceCIDR', ServiceCIDRsService),
  ipaddresses: resource('networking.k8s.io/v1', 'IPAddress', IPAddressesService),
  roles: resource('rbac.authorization.k8s.io/v1', 'Role', RolesService),
  clusterroles: resource('rbac.authorization.k8s.io/v1', 'ClusterRole', ClusterRolesService),
  rolebindings: resource('rbac.authorization.k8s.io/v1', 'RoleBinding', RoleBindingsService),
  clusterrolebindings: resource('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', ClusterRoleBindingsService),
} satisfies Record<string, ResourceService>;

/** The plural name of a resource, such as 'endpointslices'. */
export type ResourceName = keyof typeof resourceServices;

/** A method of a resource's service; throws StatusError (405) when it has no such verb. */
export function methodOf<Req, Res>(service: ResourceService, plural: string, verb: string): MethodDefinition<Req, Res> {
  const method = service.methods[verb];
  if (!method) throw newMethodNotSupported({ group: groupOf(service.apiVersion), resource: plural }, verb);
  return method;
}
