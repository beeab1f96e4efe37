import type { Cancellation } from '@kubets/component';
import type { UserInfo } from '../auth/user/user-info';
import type { WatchCache } from '../cache/watch-cache';
import type { FlowControl, FlowNames } from '../flow-control/flow-control';
import { beginsWithAll, listWidth } from '../flow-control/list-width';
import type { Leave } from '../flow-control/priority-level';
import { isLongRunning } from './request-observer';
import type { RequestPath } from './request-path';

export interface SeatRequest {
  user: UserInfo;
  path: RequestPath;
  query: URLSearchParams;
  /** Aborted when nobody waits for the answer any more. */
  signal: Cancellation;
  /** Is to be told when the request is over. */
  onClose(listener: () => void): void;
  /** Told the flow that the request belongs to. */
  classified?: ((names: FlowNames) => void) | undefined;
}

/**
 * Waits for a place among the requests that are answered at once, which is kept until the answer has been given.
 * @returns what gives the place back sooner; undefined for a request that takes none.
 * @throws StatusError 429.
 */
export async function takeSeat(
  flow: FlowControl,
  cache: WatchCache,
  { user, path, query, signal, onClose, classified }: SeatRequest,
): Promise<Leave | undefined> {
  if (!isLimited(path)) return undefined;
  const entered = flow.enter({
    user,
    request: path,
    signal,
    ...(answersAll(path, query) ? { width: () => listWidth(cache, path, Number(query.get('limit') ?? 0)) } : {}),
    ...(classified ? { classified } : {}),
  });
  const leave = entered instanceof Promise ? await entered : entered;
  if (signal.aborted) leave();
  else onClose(leave);
  return leave;
}

/** What lasts as long as the client wants takes no seat, but for the beginning of a watch. */
const isLimited = (path: RequestPath): boolean => path.verb === 'watch' || !isLongRunning(path);

/** Whether a request answers with all that there is. */
function answersAll({ verb, name, isResourceRequest }: RequestPath, query: URLSearchParams): boolean {
  if (!isResourceRequest || name !== '') return false;
  const sendInitialEvents = query.get('sendInitialEvents');
  return (
    verb === 'list' ||
    (verb === 'watch' &&
      beginsWithAll({
        resourceVersion: query.get('resourceVersion') ?? '',
        ...(sendInitialEvents === null ? {} : { sendInitialEvents: sendInitialEvents === 'true' }),
      }))
  );
}
