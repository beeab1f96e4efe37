import { descriptors } from '@kubets/proto-gen/descriptors';
import { createRpcServer, healthService, reflectionService, type RpcServerOptions } from '@kubets/rpc';
import type { ApiRegistry } from '../registry/api-registry';
import { resourceService, type GrpcOptions } from './resource-service';
import { virtualService } from './virtual-service';

export interface GrpcServerOptions extends GrpcOptions, RpcServerOptions {
  registry: ApiRegistry;
  /** Whether the server can answer requests; what gRPC health says. */
  isServing(): boolean | Promise<boolean>;
}

/** The gRPC door: every resource's service, health and reflection. Resolves to the port. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<{ port: number; close(): Promise<void> }> {
  const { registry, isServing } = options;
  const server = createRpcServer(options);
  const services = [...registry.definitions.map((definition) => resourceService(definition, options)), ...registry.virtual.map((definition) => virtualService(definition, options))];
  for (const { definition, implementation } of services) server.addService(definition, implementation);
  const names = services.map(({ name }) => name);
  const health = healthService({ serving: isServing, services: names });
  server.addService(health.definition, health.implementation);
  for (const reflection of reflectionService({ descriptors, services: [...names, 'grpc.health.v1.Health'] })) server.addService(reflection.definition, reflection.implementation);
  return { port: await server.start(), close: () => server.stop() };
}
