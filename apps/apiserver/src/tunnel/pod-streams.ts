import type { Agent } from 'node:https';
import { Readable } from 'node:stream';
import { newBadRequest } from '@kubets/apimachinery';
import { signalOf } from '@kubets/component';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { RequestScope } from '../pipeline/request-scope';
import { requestInfoOf } from '../pipeline/requested-verb';
import { getObject } from '../pipeline/read';
import type { Connection, ConnectSubresource } from '../pipeline/subresource';
import { admitConnect, type ConnectDescription } from './connect-options';
import { containerOf, kubeletOf, nodeOfPod } from './kubelet-location';
import { kubeletRefusal } from './kubelet-refusal';
import { assertLogOptions } from './log-options';
import { assertLogProtocol, sendLog } from './log-socket';
import { upgradeHeaders } from './stream-protocols';
import { streamSocketOf } from './stream-sockets';
import { proxyRequest, readUpstream, tunnel, type Upstream } from './upstream';

interface Endpoint {
  /** First part of the kubelet's path. */
  path: string;
  /** Options' kind, which discovery shows and, of all but logs, admission sees. */
  kind: string;
  needsContainer: boolean;
  /** Query parameters that are handed on. */
  parameters: readonly string[];
}

const REMOTE_COMMAND = ['command', 'stdin', 'stdout', 'stderr', 'tty'];
const LOG = ['follow', 'previous', 'sinceSeconds', 'sinceTime', 'timestamps', 'tailLines', 'limitBytes'];

const ENDPOINTS = {
  exec: { path: 'exec', kind: 'PodExecOptions', needsContainer: true, parameters: REMOTE_COMMAND },
  attach: { path: 'attach', kind: 'PodAttachOptions', needsContainer: true, parameters: REMOTE_COMMAND },
  portforward: { path: 'portForward', kind: 'PodPortForwardOptions', needsContainer: false, parameters: ['ports'] },
  log: { path: 'containerLogs', kind: 'PodLogOptions', needsContainer: true, parameters: LOG },
} satisfies Record<string, Endpoint>;

/** `pods/exec`, `pods/attach` and `pods/portforward`: an upgraded connection to the pod's kubelet. */
export function podStreams(agent: Agent): ConnectSubresource[] {
  return (['exec', 'attach', 'portforward'] as const).map((name) => {
    const { kind } = ENDPOINTS[name];
    const description: ConnectDescription = {
      name,
      kind,
      group: '',
      version: 'v1',
      verbs: ['create', 'get'],
      options: `kubets.core.v1.${kind}`,
    };
    return {
      description,
      async connect(scope, { request, message, query, upgrade }) {
        // A WebSocket's handshake is a GET, and who may only read is not to run anything.
        if (request.verb !== 'create') await request.authorize(requestInfoOf({ ...request, verb: 'create' }));
        const admitted = await admitConnect(scope, request, description, query);
        const upstream = await upstreamOf(scope, { request, query: admitted }, ENDPOINTS[name], agent);
        if (!upgrade)
          throw newBadRequest('you must specify an upgrade: this is a stream, over SPDY/3.1 or a WebSocket');
        const serve = streamSocketOf(name, message.headers, admitted);
        if (serve) return serve(upstream, message, upgrade);
        await tunnel(upstream, message.method ?? 'POST', upgradeHeaders(message.headers), upgrade);
      },
    };
  });
}

/** `pods/log`. */
export function podLog(agent: Agent): ConnectSubresource {
  return {
    description: {
      name: 'log',
      kind: 'Pod',
      group: '',
      version: 'v1',
      verbs: ['get'],
      answersText: true,
      options: 'kubets.core.v1.PodLogOptions',
    },
    async connect(scope, connection) {
      const { request } = connection;
      assertLogOptions(connection.query, request.name);
      const { message, response, upgrade } = connection;
      if (upgrade) assertLogProtocol(message);
      const upstream = await logsOf(scope, connection, agent);
      const options = {
        signal: signalOf(request.signal),
        refusal: (code: number, text: string) => kubeletRefusal(code, text, 'pods/log', request.name),
      };
      if (upgrade) {
        const log = upstream ? await readUpstream(upstream, options) : Readable.from([]);
        return sendLog(log, message, upgrade.socket, upgrade.head);
      }
      if (!upstream) return void response!.writeHead(NO_CONTENT).end();
      await proxyRequest(upstream, message, response!, { headers: {}, ...options });
    },
  };
}

const NO_CONTENT = 204;

async function podOf(scope: RequestScope, request: Connection['request']): Promise<Pod> {
  return (await getObject(scope, { ...request, subresource: '' }, '')).object as Pod;
}

/** Where the logs are; undefined for a pod that no node has yet, which has not said anything. */
async function logsOf(
  scope: RequestScope,
  { request, query }: Pick<Connection, 'request' | 'query'>,
  agent: Agent,
): Promise<Upstream | undefined> {
  const pod = await podOf(scope, request);
  if (pod.spec?.nodeName) return endpointOf(scope, pod, query, ENDPOINTS.log, agent);
  containerOf(pod, query.get('container') ?? '');
  return undefined;
}

async function upstreamOf(
  scope: RequestScope,
  { request, query }: Pick<Connection, 'request' | 'query'>,
  endpoint: Endpoint,
  agent: Agent,
): Promise<Upstream> {
  return endpointOf(scope, await podOf(scope, request), query, endpoint, agent);
}

function endpointOf(
  { cache }: RequestScope,
  pod: Pod,
  query: URLSearchParams,
  endpoint: Endpoint,
  agent: Agent,
): Upstream {
  const container = endpoint.needsContainer
    ? `/${encodeURIComponent(containerOf(pod, query.get('container') ?? ''))}`
    : '';
  const passed = new URLSearchParams();
  for (const name of endpoint.parameters) for (const value of query.getAll(name)) passed.append(name, value);
  const path = `/${endpoint.path}/${pod.metadata?.namespace}/${pod.metadata?.name}${container}${passed.size > 0 ? `?${passed}` : ''}`;
  return { scheme: 'https', ...kubeletOf(cache, nodeOfPod(pod)), path, agent };
}
