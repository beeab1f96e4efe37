import type { Discovery } from '../discovery/discovery';
import type { OpenApi } from '../openapi/open-api';
import type { Aggregator } from './aggregator';
import { mergedDiscovery } from './merged-discovery';
import type { RemoteVersion } from './remote-version';

/** What clients are told that there is. */
export interface ShownApi {
  readonly discovery: Discovery;
  openApi(): Promise<OpenApi>;
}

/** This server's own with what its extensions serve; made anew when either is something else. */
export function createShownApi(aggregator: Pick<Aggregator, 'versions'>): (own: ShownApi) => ShownApi {
  let last: { own: ShownApi; remote: readonly RemoteVersion[]; shown: ShownApi } | undefined;
  return (own) => {
    const remote = aggregator.versions();
    if (remote.length === 0) return own;
    if (last?.own.discovery !== own.discovery || last.remote !== remote)
      last = {
        own,
        remote,
        shown: { discovery: mergedDiscovery(own.discovery, remote), openApi: openApiOf(own, remote) },
      };
    return last.shown;
  };
}

/** What makes documents is loaded when one is asked for. */
function openApiOf(own: ShownApi, remote: readonly RemoteVersion[]): ShownApi['openApi'] {
  let shown: Promise<OpenApi> | undefined;
  const make = async (): Promise<OpenApi> => {
    const [{ shownOpenApi }, openApi] = await Promise.all([import('./shown-open-api'), own.openApi()]);
    return shownOpenApi(openApi, remote);
  };
  return () => (shown ??= make());
}
