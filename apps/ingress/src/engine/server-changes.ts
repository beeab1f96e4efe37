import type { Backend, Endpoint } from '../model/routing';
import { serverAddress, serverName, serverOptions } from './haproxy-config';
import type { ServerState, ServerStates } from './runtime-api';

export interface ServerChanges {
  commands: string[];
  /** Whether servers are left that are to go and may have requests under way: to be looked at again. */
  isUnfinished: boolean;
}

/**
 * What a running engine has to be told so that its backends have these endpoints. New ones come first, so that a backend is not
 * without in between. One that is no longer wanted gets no new requests at once (maintenance); those under way end as they
 * would. It is taken away when the engine is looked at the next time, which the engine refuses while any is left.
 */
export function serverChanges(
  current: ServerStates,
  backends: readonly Backend[],
  endpointsOf: (backend: string) => readonly Endpoint[],
): ServerChanges {
  const added: string[] = [];
  const removed: string[] = [];
  let isUnfinished = false;
  for (const { name, protocol } of backends) {
    const present: ReadonlyMap<string, ServerState> = current.get(name) ?? new Map<string, ServerState>();
    const wanted = new Map(endpointsOf(name).map((endpoint) => [serverName(endpoint), endpoint]));
    for (const [server, endpoint] of wanted) {
      const state = present.get(server);
      if (state === undefined)
        added.push(`add server ${name}/${server} ${serverAddress(endpoint)}${serverOptions(protocol)}`);
      if (state !== 'ready') added.push(`set server ${name}/${server} state ready`);
    }
    for (const [server, state] of present) {
      if (wanted.has(server)) continue;
      isUnfinished = true;
      removed.push(state === 'ready' ? `set server ${name}/${server} state maint` : `del server ${name}/${server}`);
    }
  }
  return { commands: [...added, ...removed], isUnfinished };
}
