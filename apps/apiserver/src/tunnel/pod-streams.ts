import type { Agent } from 'node:https';
import { newBadRequest } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { admit } from '../pipeline/admit';
import type { Engine } from '../pipeline/engine';
import { getObject } from '../pipeline/read';
import type { Connection, ConnectSubresource } from '../subresources/subresource';
import { containerOf, kubeletOf, nodeOfPod } from './kubelet-location';
import { kubeletRefusal } from './kubelet-refusal';
import { assertLogOptions } from './log-options';
import { upgradeHeaders } from './stream-protocols';
import { proxyRequest, tunnel, type Upstream } from './upstream';

interface Endpoint {
  /** First part of the kubelet's path. */
  path: string;
  /** Options' kind, which admission sees and discovery shows. */
  kind: string;
  needsContainer: boolean;
  /** Query parameters that are handed on. */
  parameters: readonly string[];
}

const REMOTE_COMMAND = ['command', 'stdin', 'stdout', 'stderr', 'tty'];
const LOG = ['follow', 'previous', 'sinceSeconds', 'sinceTime', 'timestamps', 'tailLines', 'limitBytes', 'stream'];

const ENDPOINTS = {
  exec: { path: 'exec', kind: 'PodExecOptions', needsContainer: true, parameters: REMOTE_COMMAND },
  attach: { path: 'attach', kind: 'PodAttachOptions', needsContainer: true, parameters: REMOTE_COMMAND },
  portforward: { path: 'portForward', kind: 'PodPortForwardOptions', needsContainer: false, parameters: ['ports'] },
  log: { path: 'containerLogs', kind: 'PodLogOptions', needsContainer: true, parameters: LOG },
} satisfies Record<string, Endpoint>;

/** `pods/exec`, `pods/attach` and `pods/portforward`: an upgraded connection to the pod's kubelet. */
export function podStreams(agent: Agent): ConnectSubresource[] {
  return (['exec', 'attach', 'portforward'] as const).map((name) => ({
    description: {
      name,
      kind: ENDPOINTS[name].kind,
      group: '',
      version: 'v1',
      verbs: ['create', 'get'],
      options: `kubets.core.v1.${ENDPOINTS[name].kind}`,
    },
    async connect(engine, connection) {
      const upstream = await upstreamOf(engine, connection, ENDPOINTS[name], agent);
      if (!connection.upgrade)
        throw newBadRequest('you must specify an upgrade: this is a stream, over SPDY/3.1 or a WebSocket');
      await tunnel(
        upstream,
        connection.request.method ?? 'POST',
        upgradeHeaders(connection.request.headers),
        connection.upgrade,
      );
    },
  }));
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
      options: 'kubets.core.v1.PodLogOptions',
    },
    async connect(engine, connection) {
      assertLogOptions(connection.query, connection.target.name);
      const upstream = await upstreamOf(engine, connection, ENDPOINTS.log, agent);
      if (!connection.response) throw newBadRequest('logs are not served over an upgraded connection');
      await proxyRequest(upstream, connection.request, connection.response, {
        headers: {},
        signal: connection.context.signal,
        refusal: (code, text) => kubeletRefusal(code, text, 'pods/log', connection.target.name),
      });
    },
  };
}

async function upstreamOf(
  engine: Engine,
  { target, context, query }: Connection,
  endpoint: Endpoint,
  agent: Agent,
): Promise<Upstream> {
  const pod = (await getObject(engine, { ...target, subresource: '' }, '')).object as Pod;
  await admit(engine, target, context, { operation: 'CONNECT', dryRun: false, kind: endpoint.kind });
  const container = endpoint.needsContainer
    ? `/${encodeURIComponent(containerOf(pod, query.get('container') ?? ''))}`
    : '';
  const passed = new URLSearchParams();
  for (const name of endpoint.parameters) for (const value of query.getAll(name)) passed.append(name, value);
  const path = `/${endpoint.path}/${target.namespace}/${target.name}${container}${passed.size > 0 ? `?${passed}` : ''}`;
  return { scheme: 'https', ...kubeletOf(engine.cache, nodeOfPod(pod)), path, agent };
}
