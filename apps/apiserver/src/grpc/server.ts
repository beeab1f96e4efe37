import { createCancellations } from '@kubets/component';
import { createRpcServer, healthService, reflectionService, type RpcServerOptions, type RpcService } from '@kubets/rpc';
import { hasProtobuf } from '../registry/resource';
import { identifyCaller } from './caller';
import { objectsService } from './objects-service';
import { resourceService, type GrpcOptions } from './resource-service';
import { virtualService } from './virtual-service';

export interface GrpcServerOptions extends Omit<GrpcOptions, 'calls'>, Omit<RpcServerOptions, 'identify'> {
  /** Aborted when the server stops. */
  stopping: AbortSignal;
  /** Whether the server can answer requests; what gRPC health says. */
  isServing(): boolean | Promise<boolean>;
}

/** The gRPC door: every resource's service, health and reflection. Resolves to the port. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<{ port: number; close(): Promise<void> }> {
  const { api, auth, isServing, stopping } = options;
  const { registry } = api.now();
  const doors: GrpcOptions = { ...options, calls: createCancellations(stopping) };
  const server = createRpcServer({ ...options, identify: (peer) => identifyCaller(auth, peer) });
  const resources = [
    ...registry.definitions
      // Custom kinds, which may be there already, are served by the one service for all.
      .filter(({ readOnly, versions }) => !readOnly && hasProtobuf(versions[0]))
      .map((definition) => resourceService(definition, doors)),
    ...registry.virtual.map((definition) => virtualService(definition, doors)),
    objectsService(doors),
  ];
  const health = healthService({ serving: isServing, services: namesOf(resources), stopping });
  const described = [...resources, health];
  for (const { definition, implementation } of [
    ...described,
    ...reflectionService({ descriptors: loadDescriptors, services: namesOf(described) }),
  ])
    server.addService(definition, implementation);
  return { port: await server.start(), close: () => server.stop() };
}

/** They are large, and few ask. */
const loadDescriptors = async () => (await import('@kubets/proto-gen/descriptors')).descriptors;

const namesOf = (services: readonly RpcService[]) => services.map(({ name }) => name);
