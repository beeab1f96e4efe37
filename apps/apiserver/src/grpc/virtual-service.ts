import type { RpcService } from '@kubets/rpc';
import { createVirtual } from '../pipeline/create-virtual';
import { assertAddress } from '../pipeline/request-scope';
import { checkWriteOptions } from '../pipeline/write-options';
import type { VirtualResourceDefinition } from '../registry/resource';
import { admitCall, type Asked } from './caller';
import type { GrpcOptions, Unary, WriteMessage } from './resource-service';
import { grpcResource } from './services';
import { assertDecoded, withUndecodable } from './undecodable';

/** TokenReviews and their like over gRPC: one method, Create. */
export function virtualService(definition: VirtualResourceDefinition, doors: GrpcOptions): RpcService {
  const { group, version, plural, message, namespaced } = definition;
  const resource = grpcResource(message);
  const create: Unary<WriteMessage> = async (call, callback) => {
    await assertDecoded(call);
    const { object = {} } = call.request;
    // What has no namespace is asked for at the cluster's scope, whatever the request says.
    const namespace = namespaced ? (call.request.namespace ?? '') : '';
    assertAddress({ namespace, name: '' });
    const asked: Asked = {
      isResourceRequest: true,
      verb: 'create',
      group,
      version,
      resource: plural,
      subresource: '',
      namespace,
      name: '',
    };
    const caller = await admitCall(doors, call, asked);
    try {
      const options = checkWriteOptions(call.request, 'CreateOptions', caller.userAgent);
      const request = { ...caller.context, namespace, body: { value: object }, options };
      callback(null, await createVirtual(doors.scope, definition, request), caller.trailers());
    } catch (error) {
      caller.leave(error);
      throw error;
    } finally {
      caller.leave();
    }
  };
  return { name: resource.name, definition: withUndecodable(resource.definition, message), implementation: { create } };
}
