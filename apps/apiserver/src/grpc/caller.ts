import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { Metadata, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import { statusErrorFrom } from '@kubets/apimachinery';
import type { Cancellations } from '@kubets/component';
import type { RpcPeer } from '@kubets/rpc';
import type { Auditor } from '../audit/auditor';
import { ANONYMOUS, type UserInfo } from '../auth/user/user-info';
import type { RequestInfo } from '../pipeline/authorization';
import type { FlowControl } from '../flow-control/flow-control';
import type { Leave } from '../flow-control/priority-level';
import type { AuthFilters } from '../pipeline/auth-filters';
import type { RequestContext } from '../pipeline/request';
import { createWarnings } from '../pipeline/warnings';

export interface Caller {
  context: RequestContext;
  userAgent: string;
  /** Warnings as trailers, under the name that HTTP has for them. */
  trailers(): Metadata;
  /** Others may have its place, and it goes on until its caller or the server ends it. */
  begun(): void;
  /** The call has been answered, with an error where there is one: others may have its place. */
  leave(error?: unknown): void;
}

/** Whom to ask about a call. */
export interface Doormen {
  auth: AuthFilters;
  flow: FlowControl;
  /** Absent where nothing is audited. */
  auditor?: Auditor;
  /** Those under way, which end when the server stops. */
  calls: Cancellations;
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

/**
 * Waits until it is an identified caller's turn, if they may do what they ask; `path` is what is asked for where that is no
 * resource, `width` how many places the answer takes. @throws StatusError 403, 429.
 */
export async function admitCall(
  { auth, flow, auditor, calls }: Doormen,
  call: ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>,
  asked: Asked,
  { path = call.getPath(), width }: { path?: string; width?: (() => number) | undefined } = {},
): Promise<Caller> {
  const user = callers.get(call.metadata) ?? ANONYMOUS;
  const info = { ...asked, path };
  const userAgent = String(call.metadata.get('user-agent')[0] ?? '');
  const audit = auditor?.begin({
    auditId: randomUUID(),
    user,
    info,
    uri: call.getPath(),
    sourceIps: addressOf(call.getPeer()),
    userAgent,
  });
  const authorize = (what: Asked) => auth.authorize({ ...what, user, path });
  const signal = calls.begin();
  call.on('cancelled', () => signal.abort());
  let free: Leave = () => undefined;
  const begun = (error?: unknown): void => {
    free();
    if (error !== undefined) audit?.responseObject([Buffer.from(JSON.stringify(statusErrorFrom(error).status))]);
    audit?.completed(error === undefined ? 200 : statusErrorFrom(error).code);
  };
  const leave = (error?: unknown): void => {
    signal.close();
    begun(error);
  };
  try {
    const entered = flow.enter({ user, request: info, signal, ...(width ? { width } : {}) });
    free = entered instanceof Promise ? await entered : entered;
    await auth.authorize({ ...info, user }, audit?.annotate);
  } catch (error) {
    leave(error);
    throw error;
  }
  signal.addEventListener('abort', () => leave(), { once: true });
  if (asked.verb === 'watch') audit?.started(200);
  const warnings = createWarnings();
  return {
    leave,
    begun: () => begun(),
    context: {
      user,
      signal,
      warn: (text) => warnings.add(text),
      authorize,
      ...(audit ? { annotate: audit.annotate } : {}),
      ...(asked.verb === 'watch' ? { begun: free } : {}),
    },
    userAgent,
    trailers() {
      const trailers = new Metadata();
      for (const text of warnings.list()) trailers.add('warning', `299 - ${asciiJson(text)}`);
      return trailers;
    },
  };
}

/** Of a peer as gRPC tells it, `192.0.2.1:5000` or `[::1]:5000`; none where it has no address. */
function addressOf(peer: string): string[] {
  const address = peer
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '');
  return isIP(address) === 0 ? [] : [address];
}

/** A text as JSON that metadata of gRPC can carry, which takes printable ASCII alone. */
export const asciiJson = (text: string): string =>
  JSON.stringify(text).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
