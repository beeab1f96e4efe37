import { Metadata, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import { peerOf } from '@kubets/rpc';
import type { UserInfo } from '../pipeline/authentication';
import type { AuthorizationRequest } from '../pipeline/authorization';
import type { RequestContext } from '../pipeline/engine';
import type { Gate } from '../pipeline/gate';

export interface Caller {
  user: UserInfo;
  context: RequestContext;
  /** Warnings as trailers, under the name that HTTP has for them. */
  trailers(): Metadata;
}

export type Asked = Pick<AuthorizationRequest, 'verb' | 'group' | 'version' | 'resource' | 'subresource' | 'namespace' | 'name'>;

/** Who calls, and whether they may. @throws StatusError 401, 403. */
export async function admitCall(gate: Gate, call: ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>, asked: Asked, stopping: AbortSignal): Promise<Caller> {
  const { certificate, metadata } = peerOf(call);
  const [authorization] = metadata.get('authorization');
  const user = await gate.authenticate({
    ...(certificate ? { peerCertificate: certificate } : {}),
    ...(authorization ? { authorizationHeader: String(authorization) } : {}),
  });
  await gate.authorize({ ...asked, user, isResourceRequest: true, path: call.getPath() });
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  const warnings = new Set<string>();
  return {
    user,
    context: { user, signal: AbortSignal.any([gone.signal, stopping]), warn: (text) => void warnings.add(text) },
    trailers() {
      const trailers = new Metadata();
      for (const text of warnings) trailers.add('warning', `299 - ${JSON.stringify(text)}`);
      return trailers;
    },
  };
}
