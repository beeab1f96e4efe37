import { Metadata, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import { peerOf } from '@kubets/rpc';
import type { UserInfo } from '../pipeline/authentication';
import type { AuthorizationRequest } from '../pipeline/authorization';
import type { RequestContext } from '../pipeline/engine';
import type { Gate } from '../pipeline/gate';
import { createWarnings } from '../pipeline/warnings';

export interface Caller {
  user: UserInfo;
  context: RequestContext;
  /** Warnings as trailers, under the name that HTTP has for them. */
  trailers(): Metadata;
}

export type Asked = Omit<AuthorizationRequest, 'user' | 'path'>;

/** Who calls, and whether they may. @throws StatusError 401, 403. */
export async function admitCall(gate: Gate, call: ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>, asked: Asked, stopping: AbortSignal): Promise<Caller> {
  const { certificate, metadata } = peerOf(call);
  const [authorization] = metadata.get('authorization');
  const user = await gate.authenticate({
    ...(certificate ? { peerCertificate: certificate } : {}),
    ...(authorization ? { authorizationHeader: String(authorization) } : {}),
  });
  const authorize = (what: Asked) => gate.authorize({ ...what, user, path: call.getPath() });
  await authorize(asked);
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  const warnings = createWarnings();
  return {
    user,
    context: { user, signal: AbortSignal.any([gone.signal, stopping]), warn: (text) => warnings.add(text), authorize },
    trailers() {
      const trailers = new Metadata();
      for (const text of warnings.list()) trailers.add('warning', `299 - ${JSON.stringify(text)}`);
      return trailers;
    },
  };
}
