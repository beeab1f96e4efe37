import { newBadRequest } from '@kubets/apimachinery';
import type { Cancellation } from '@kubets/component';
import type { Audit } from '../audit/audit-event';
import type { UserInfo } from '../auth/user/user-info';
import type { FlowControl, FlowNames } from '../flow-control/flow-control';
import type { Request } from '../http/messages';
import type { AuthFilters } from '../pipeline/auth-filters';
import type { RequestContext } from '../pipeline/request';
import type { RequestScope } from '../pipeline/request-scope';
import type { Warnings } from '../pipeline/warnings';
import type { ServedApi } from '../served-api';
import { authenticateRequest } from './client-identity';
import { impersonate } from './impersonation';
import type { RequestPath } from './request-path';
import { takeSeat } from './take-seat';

/** What the two ways in, requests and upgrades, do each in its own way. */
export interface Door {
  onClose(listener: () => void): void;
  /** Begins to tell of the request, where that is wanted. */
  audit?(sender: UserInfo): Audit | undefined;
  /** Told who it is. */
  user?(user: UserInfo): void;
  /** Told the flow that the request belongs to. */
  classified?(names: FlowNames): void;
}

export interface Arriving {
  /** What was served when it came. */
  api: ServedApi;
  request: Request;
  path: RequestPath;
  query: URLSearchParams;
  /** Aborted when its client has gone, or the server stops. */
  signal: Cancellation;
  warnings: Warnings;
  door: Door;
}

/** A request that may go on to what serves it. */
export interface Incoming extends Omit<Arriving, 'signal' | 'door'> {
  user: UserInfo;
  context: RequestContext;
}

export interface Admission {
  scope: Pick<RequestScope, 'cache'>;
  auth: AuthFilters;
  flow: FlowControl;
}

/**
 * Everything before routing: what is asked for, by whom, when it is their turn, and whether they may.
 *
 * @throws StatusError of whichever of these refuses it
 */
export async function admitRequest(
  { scope, auth, flow }: Admission,
  { api, request, path, query, signal, warnings, door }: Arriving,
): Promise<Incoming> {
  if (path.path === '') throw newBadRequest('400 Bad Request');
  const warn = (text: string) => warnings.add(text);
  const sender = await authenticateRequest(auth, request, warn);
  const audit = door.audit?.(sender);
  const user = await impersonate(auth, sender, request.rawHeaders, path);
  if (user !== sender) audit?.impersonates(user);
  door.user?.(user);
  const { onClose, classified } = door;
  const leave = await takeSeat(flow, scope.cache, { user, path, query, signal, onClose, classified });
  await auth.authorize({ user, ...path }, audit?.annotate);
  const context: RequestContext = {
    user,
    signal,
    warn,
    ...(audit ? { annotate: audit.annotate } : {}),
    authorize: (asked) => auth.authorize({ ...asked, user, path: path.path }),
    ...(leave && path.verb === 'watch' ? { begun: leave } : {}),
  };
  return { api, request, path, query, user, warnings, context };
}
