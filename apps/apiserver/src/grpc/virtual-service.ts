import type { RpcService } from '@kubets/rpc';
import type { VirtualResourceDefinition } from '../registry/resource';
import { createVirtual } from '../rest/virtual-routes';
import { admitCall } from './caller';
import type { GrpcOptions, Unary, WriteRequest } from './resource-service';
import { grpcResource } from './services';

/** TokenReviews and their like over gRPC: one method, Create. */
export function virtualService(definition: VirtualResourceDefinition, { engine, gate, stopping }: GrpcOptions): RpcService {
  const { group, version, plural, singular, kind, message } = definition;
  const resource = grpcResource(message, kind, singular, plural);
  const create: Unary<WriteRequest> = async (call, callback) => {
    const { namespace = '', object = {} } = call.request;
    const asked = { verb: 'create', group, version, resource: plural, subresource: '', namespace, name: '' };
    const caller = await admitCall(gate, call, asked, stopping);
    callback(null, await createVirtual(engine, definition, namespace, { value: object }, caller.context), caller.trailers());
  };
  return { name: resource.name, definition: resource.definition, implementation: { create } };
}
