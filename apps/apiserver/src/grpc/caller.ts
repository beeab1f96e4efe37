import { Metadata, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import type { RpcPeer } from '@kubets/rpc';
import { ANONYMOUS, type UserInfo } from '../auth/user/user-info';
import type { RequestInfo } from '../pipeline/authorization';
import type { AuthFilters } from '../pipeline/auth-filters';
import type { RequestContext } from '../pipeline/request';
import { createWarnings } from '../pipeline/warnings';

export interface Caller {
  context: RequestContext;
  userAgent: string;
  /** Warnings as trailers, under the name that HTTP has for them. */
  trailers(): Metadata;
}

export type Asked = Omit<RequestInfo, 'path'>;

const callers = new WeakMap<Metadata, UserInfo>();

/** Who calls, before the request is read: a name, undefined for anonymous. @throws StatusError 401. */
export async function identifyCaller(
  auth: AuthFilters,
  { certificate, metadata }: RpcPeer,
): Promise<string | undefined> {
  const [authorization] = metadata.get('authorization');
  const user = await auth.authenticate({
    ...(certificate ? { peerCertificate: certificate } : {}),
    ...(authorization ? { authorizationHeader: String(authorization) } : {}),
  });
  callers.set(metadata, user);
  return user === ANONYMOUS ? undefined : user.username;
}

/** What an identified caller may do with this call; `path` is what is asked for where that is no resource. @throws StatusError 403. */
export async function admitCall(
  auth: AuthFilters,
  call: ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>,
  asked: Asked,
  stopping: AbortSignal,
  path = call.getPath(),
): Promise<Caller> {
  const user = callers.get(call.metadata) ?? ANONYMOUS;
  const authorize = (what: Asked) => auth.authorize({ ...what, user, path });
  await authorize(asked);
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  const warnings = createWarnings();
  return {
    context: { user, signal: AbortSignal.any([gone.signal, stopping]), warn: (text) => warnings.add(text), authorize },
    userAgent: String(call.metadata.get('user-agent')[0] ?? ''),
    trailers() {
      const trailers = new Metadata();
      for (const text of warnings.list()) trailers.add('warning', `299 - ${JSON.stringify(text)}`);
      return trailers;
    },
  };
}
