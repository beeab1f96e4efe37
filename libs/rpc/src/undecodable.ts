import {
  type MethodDefinition,
  ServerInterceptingCall,
  type ServerInterceptor,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { newBadRequest } from '@kubets/apimachinery';
import { rpcErrorFromStatus } from './error-to-rpc';

/** Stands for a request that was no message of its kind. */
class Undecodable {
  constructor(readonly reason: string) {}
}

/** grpc-js answers bytes that cannot be decoded with an error of the server; here they become what {@link refuseUndecodable} refuses. */
export function decodable(definition: ServiceDefinition): ServiceDefinition {
  const lenient = (method: MethodDefinition<unknown, unknown>): MethodDefinition<unknown, unknown> => ({
    ...method,
    requestDeserialize(bytes) {
      try {
        return method.requestDeserialize(bytes);
      } catch (error) {
        return new Undecodable((error as Error).message);
      }
    },
  });
  return Object.fromEntries(Object.entries(definition).map(([name, method]) => [name, lenient(method)]));
}

/** Ends a call with the client's fault when a request of it could not be decoded, be it the only one or one of a stream. */
export const refuseUndecodable: ServerInterceptor = (_method, call) => {
  let refused = false;
  return new ServerInterceptingCall(call, {
    start: (next) =>
      next({
        onReceiveMessage(message: unknown, deliver) {
          if (refused) return;
          if (!(message instanceof Undecodable)) return deliver(message);
          refused = true;
          const { code, details, metadata } = rpcErrorFromStatus(
            newBadRequest(`the request cannot be decoded: ${message.reason}`),
          );
          call.sendStatus({ code, details, metadata });
        },
        onReceiveHalfClose(deliver) {
          if (!refused) deliver();
        },
      }),
  });
};
