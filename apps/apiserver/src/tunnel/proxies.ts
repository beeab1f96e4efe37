import type { Agent } from 'node:https';
import { newBadRequest, newNotFound } from '@kubets/apimachinery';
import { signalOf } from '@kubets/component';
import { joinHostPort } from '@kubets/net';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { RequestScope } from '../pipeline/request-scope';
import type { ResourceRequest, Target } from '../pipeline/request';
import type { Request, Response } from '../http/messages';
import type { Connection, ConnectSubresource } from '../pipeline/subresource';
import { admitConnect, type ConnectDescription } from './connect-options';
import { forwardedHeaders } from './forwarded-headers';
import { dialThrough } from './kubelet-dialer';
import { kubeletOf, nodeOfPod } from './kubelet-location';
import { proxiedPath } from './proxied-path';
import { serviceBackend } from './service-backend';
import { proxyRequest, tunnel, type Upstream } from './upstream';

/** `http:name:port`, `name:port` or just `name`. */
export interface ProxyName {
  scheme: 'http' | 'https';
  name: string;
  /** A number or a port's name; empty for the first. */
  port: string;
}

/** `kind` is what an error calls it: pod, service, node. @throws StatusError 400. */
export function parseProxyName(text: string, kind: string): ProxyName {
  const parts = text.split(':');
  const [scheme, name, port] = parts.length === 3 ? parts : ['', parts[0], parts[1]];
  if (parts.length > 3 || !name || (scheme !== '' && scheme !== 'http' && scheme !== 'https'))
    throw newBadRequest(`invalid ${kind} request ${JSON.stringify(text)}`);
  return { scheme: scheme === 'https' ? 'https' : 'http', name, port: port ?? '' };
}

type Locate = (scope: RequestScope, target: Target) => Omit<Upstream, 'path'>;

function proxySubresource(kind: string, locate: Locate): ConnectSubresource {
  const description: ConnectDescription = {
    name: 'proxy',
    kind,
    group: '',
    version: 'v1',
    verbs: ['create', 'delete', 'get', 'patch', 'update'],
    options: `kubets.core.v1.${kind}`,
  };
  return {
    description,
    async connect(scope, { request, rawQuery, rest, message, response, upgrade }: Connection) {
      const path = await admittedPath(scope, request, description, rest);
      const upstream = { ...locate(scope, request), path: proxiedPath(path, rawQuery) };
      if (response && rest === '' && (message.method === 'GET' || message.method === 'HEAD'))
        return redirect(response, message.url ?? '/');
      const headers = forwardedHeaders(message);
      const prefix = proxyPrefix(request.namespace, message.url ?? '');
      if (upgrade)
        return tunnel(
          upstream,
          message.method ?? 'GET',
          { ...headers, connection: 'Upgrade', upgrade: message.headers.upgrade },
          upgrade,
        );
      const location = { prefix, hosts: [joinHostPort(upstream), hostOf(message)] };
      return proxyRequest(upstream, message, response!, {
        headers: { ...headers, 'x-forwarded-uri': prefix + upstream.path.split('?')[0]! },
        signal: signalOf(request.signal),
        location,
      });
    },
  };
}

/** The part of the path that leads to the backend, up to the word `proxy`, as the client wrote it. */
function proxyPrefix(namespace: string, url: string): string {
  const before = namespace === '' ? '/api/v1/nodes/NAME/proxy' : '/api/v1/namespaces/NAMESPACE/RESOURCE/NAME/proxy';
  return url.split(/[/?]/, before.split('/').length).join('/');
}

/** The host that the client asked, over HTTP/1.1 or 2. */
const hostOf = ({ headers }: Request): string => (headers[':authority'] as string | undefined) ?? headers.host ?? '';

/** The path as admission leaves it; here and there each byte is a character. */
async function admittedPath(
  scope: RequestScope,
  request: ResourceRequest,
  description: ConnectDescription,
  rest: string,
): Promise<string> {
  const given = new URLSearchParams({ path: Buffer.from(rest, 'latin1').toString('utf8') });
  const admitted = await admitConnect(scope, request, description, given);
  return admitted === given ? rest : Buffer.from(admitted.get('path') ?? '', 'utf8').toString('latin1');
}

/** To the same with a slash at its end, so that relative links lead below it. */
function redirect(response: Response, url: string): void {
  const mark = url.indexOf('?');
  const location = mark < 0 ? `${url}/` : `${url.slice(0, mark)}/${url.slice(mark)}`;
  response.writeHead(301, { location } as never);
  response.end();
}

/** `nodes/proxy`: the kubelet's own HTTP API. */
export const nodeProxy = (agent: Agent): ConnectSubresource =>
  proxySubresource('NodeProxyOptions', ({ cache }, { name }) => ({
    scheme: 'https',
    ...kubeletOf(cache, parseProxyName(name, 'node').name),
    agent,
  }));

/** `pods/proxy`: HTTP to a port of a pod, by way of its node. */
export const podProxy = (agent: Agent): ConnectSubresource =>
  proxySubresource('PodProxyOptions', ({ cache }, { definition, namespace, name }) => {
    const { scheme, name: podName, port } = parseProxyName(name, 'pod');
    const pod = cache.get(definition, namespace, podName) as Pod | undefined;
    if (!pod) throw newNotFound({ group: '', resource: 'pods' }, podName);
    const ports = (pod.spec?.containers ?? []).flatMap((container) => container.ports ?? []);
    const number =
      port === ''
        ? (ports[0]?.containerPort ?? 80)
        : /^\d+$/.test(port)
          ? Number(port)
          : ports.find((one) => one.name === port)?.containerPort;
    if (number === undefined) throw newBadRequest(`pod ${podName} has no port named ${port}`);
    if (!pod.status?.podIP) throw newBadRequest('address not allowed');
    return {
      scheme,
      host: pod.status.podIP,
      port: number,
      dial: dialThrough(kubeletOf(cache, nodeOfPod(pod)), agent),
    };
  });

/** `services/proxy`: HTTP to one of a Service's ready endpoints, by way of its node if it is a pod's. */
export const serviceProxy = (agent: Agent): ConnectSubresource =>
  proxySubresource('ServiceProxyOptions', ({ cache }, { namespace, name }) => {
    const { scheme, name: serviceName, port } = parseProxyName(name, 'service');
    return { scheme, ...serviceBackend(cache, { namespace, name: serviceName, port }, agent) };
  });
