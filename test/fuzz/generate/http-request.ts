import type { Draw } from './draw';
import { baseObject } from './base-objects';
import { withFewReplicas } from './harmless';
import { hostileText, POLLUTING_KEYS } from './hostile-values';
import { memberOf, textOf, treeOf, type JsonTree } from './json-tree';
import { kubernetesProtobuf } from './kubernetes-protobuf';
import { mutateBytes } from './mutate-bytes';
import { mutateTree } from './mutate-tree';
import { PATCH_TYPES, patchOf } from './patches';
import { headersOf, queryOf, wellFormed } from './query-and-headers';
import { rawRequest } from './raw-request';
import { addFields } from './schema-object';
import { collectionPath, FUZZED_KINDS, type ServedKind } from './served-kinds';
import { upgradeHeaders, upgradedBytes } from './upgrades';
import { yamlText } from './yaml-text';

/** Who asks: the administrator, a ServiceAccount that may edit one namespace, nobody, somebody with a token that is none. */
export type Caller = 'admin' | 'weak' | 'anonymous' | 'broken';

export interface HttpRequest {
  as: Caller;
  over: 'http1' | 'http2' | 'raw';
  method: string;
  /** With its query. */
  path: string;
  headers: [name: string, value: string][];
  /** Of `raw`: all bytes, of which method, path and headers only tell. */
  body?: Buffer;
  /** Sent when the connection has been upgraded. */
  upgraded?: Buffer;
  /** Valid throughout: most of these have to be accepted, or the fuzz would only ever see the door. */
  valid?: boolean;
}

/** Namespaces of the fuzz; nothing outside of them is written to, but cluster-wide objects whose names begin like them. */
export const FUZZ_NAMESPACES = ['kubets-fuzz-a', 'kubets-fuzz-b', 'kubets-fuzz-c'] as const;
const NAMES = 40;

export const fuzzName = (draw: Draw) => `kubets-fuzz-${draw.int(NAMES)}`;

export function httpRequest(draw: Draw): HttpRequest {
  return draw.weighted<() => HttpRequest>([
    [34, () => writeRequest(draw)],
    [14, () => patchRequest(draw)],
    [16, () => readRequest(draw)],
    [6, () => deleteRequest(draw)],
    [10, () => subresourceRequest(draw)],
    [10, () => oddRequest(draw)],
    [10, () => rawRequest(draw)],
    [3, () => upgradedRequest(draw)],
  ])();
}

const callerOf = (draw: Draw) =>
  draw.weighted<Caller>([
    [16, 'admin'],
    [3, 'weak'],
    [2, 'anonymous'],
    [1, 'broken'],
  ]);
const protocolOf = (draw: Draw) => draw.pick(['http1', 'http2'] as const);

/** An object of the kind, and whether nothing hostile is in it. */
function someObject(
  draw: Draw,
  kind: ServedKind,
  name: string,
  namespace: string,
): { object: Record<string, unknown>; tree: JsonTree; valid: boolean } {
  const object = baseObject(draw, kind, { name, namespace });
  const plain = draw.chance(0.15);
  if (!plain) addFields(draw, object, kind, draw.int(4));
  let tree = treeOf(object);
  const mutations = plain ? 0 : draw.pick([0, 1, 1, 2, 5]);
  for (let i = 0; i < mutations; i++) tree = mutateTree(draw, tree);
  return { object, tree, valid: plain };
}

function writeRequest(draw: Draw): HttpRequest {
  const kind = draw.pick(FUZZED_KINDS);
  const namespace = draw.pick(FUZZ_NAMESPACES);
  const name = fuzzName(draw);
  const update = !kind.virtual && draw.chance(0.3);
  const collection = collectionPath(kind, namespace);
  const { object, tree, valid } = someObject(draw, kind, name, namespace);
  if (valid && !update && draw.chance(0.9)) {
    return {
      as: 'admin',
      over: protocolOf(draw),
      method: 'POST',
      path: `${collection}?dryRun=All`,
      headers: [['content-type', 'application/json']],
      body: Buffer.from(textOf(tree)),
      valid: true,
    };
  }
  const { contentType, body } = bodyOf(draw, kind, object, tree);
  return {
    as: callerOf(draw),
    over: protocolOf(draw),
    method: update ? 'PUT' : 'POST',
    path: `${collection}${update ? `/${name}` : ''}${queryOf(draw)}`,
    headers: [['content-type', contentType], ...headersOf(draw)],
    body: withFewReplicas(body),
  };
}

function bodyOf(
  draw: Draw,
  kind: ServedKind,
  object: Record<string, unknown>,
  tree: JsonTree,
): { contentType: string; body: Buffer } {
  return draw.weighted<() => { contentType: string; body: Buffer }>([
    [12, () => ({ contentType: 'application/json', body: Buffer.from(textOf(tree)) })],
    [4, () => ({ contentType: 'application/yaml', body: Buffer.from(yamlText(draw, tree)) })],
    [6, () => ({ contentType: 'application/vnd.kubernetes.protobuf', body: protobufBody(draw, kind, object) })],
    [2, () => ({ contentType: 'application/json', body: mutateBytes(draw, Buffer.from(textOf(tree))) })],
    [
      1,
      () => ({
        contentType: draw.pick([
          'application/json; charset=utf-16',
          'application/JSON',
          'text/plain',
          '*/*',
          '',
          'application/vnd.kubernetes.protobuf;type=watch',
          'application/cbor',
          'application/x-www-form-urlencoded',
          'multipart/form-data',
          '__proto__',
          'constructor',
        ]),
        body: Buffer.from(textOf(tree)),
      }),
    ],
  ])();
}

function protobufBody(draw: Draw, kind: ServedKind, object: Record<string, unknown>): Buffer {
  const bytes = kubernetesProtobuf(object, kind.message);
  return draw.chance(0.8) ? mutateBytes(draw, bytes) : bytes;
}

function patchRequest(draw: Draw): HttpRequest {
  const kind = draw.pick(FUZZED_KINDS.filter(({ virtual }) => !virtual));
  const namespace = draw.pick(FUZZ_NAMESPACES);
  const name = fuzzName(draw);
  const type = draw.pick(PATCH_TYPES);
  const { object } = someObject(draw, kind, name, namespace);
  const patch = patchOf(draw, type, object);
  const text = type === 'application/apply-patch+yaml' && draw.chance(0.3) ? yamlText(draw, patch) : textOf(patch);
  const contentType = draw.chance(0.95)
    ? type
    : draw.pick([
        'application/apply-patch+cbor',
        '__proto__',
        'constructor',
        'toString',
        'application/json',
        'application/json-patch+json; charset=x',
        `application/${'x'.repeat(2000)}`,
      ]);
  const query = queryOf(draw, type === 'application/apply-patch+yaml' ? managerOf(draw) : []);
  const subresource = draw.chance(0.2) ? `/${draw.pick(kind.subresources)}` : '';
  const body = Buffer.from(text);
  return {
    as: callerOf(draw),
    over: protocolOf(draw),
    method: 'PATCH',
    path: `${collectionPath(kind, namespace)}/${name}${subresource}${query}`,
    headers: [['content-type', contentType], ...headersOf(draw)],
    body: withFewReplicas(draw.chance(0.05) ? mutateBytes(draw, body) : body),
  };
}

/** Several managers, of whom some insist. */
const managerOf = (draw: Draw): string[] => [
  `fieldManager=${draw.pick(['fuzz', 'fuzz', 'fuzz-b', 'kubectl', '%00', 'm'.repeat(128), 'm'.repeat(129)])}`,
  ...(draw.chance(0.7) ? ['force=true'] : []),
];

function readRequest(draw: Draw): HttpRequest {
  const kind = draw.pick(FUZZED_KINDS);
  const collection = collectionPath(kind, draw.pick([...FUZZ_NAMESPACES, 'default', 'kube-system']));
  const path = draw.chance(0.4)
    ? `${collection}/${draw.chance(0.7) ? fuzzName(draw) : encodeURIComponent(wellFormed(hostileText(draw)).slice(0, 3000))}`
    : collection;
  const watch = draw.chance(0.15) ? ['watch=true', 'timeoutSeconds=1'] : [];
  return {
    as: callerOf(draw),
    over: protocolOf(draw),
    method: draw.pick(['GET', 'GET', 'GET', 'HEAD', 'OPTIONS']),
    path: `${path}${queryOf(draw, watch)}`,
    headers: headersOf(draw),
  };
}

function deleteRequest(draw: Draw): HttpRequest {
  const kind = draw.pick(FUZZED_KINDS.filter(({ virtual, kind: name }) => !virtual && name !== 'Namespace'));
  const collection = collectionPath(kind, draw.pick(FUZZ_NAMESPACES));
  // All of a cluster-wide kind would be the cluster's own objects, too.
  const path = kind.namespaced && draw.chance(0.1) ? collection : `${collection}/${fuzzName(draw)}`;
  const options = mutateTree(
    draw,
    treeOf({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      gracePeriodSeconds: draw.int(3),
      propagationPolicy: draw.pick(['Orphan', 'Foreground', 'Background']),
      preconditions: { uid: 'a', resourceVersion: '1' },
    }),
  );
  const body = draw.chance(0.6) ? Buffer.from(textOf(options)) : undefined;
  return {
    as: callerOf(draw),
    over: protocolOf(draw),
    method: 'DELETE',
    path: `${path}${queryOf(draw)}`,
    headers: [...(body ? [['content-type', 'application/json'] as [string, string]] : []), ...headersOf(draw)],
    body,
  };
}

function subresourceRequest(draw: Draw): HttpRequest {
  const kind = draw.pick(FUZZED_KINDS.filter(({ virtual }) => !virtual));
  const namespace = draw.pick(FUZZ_NAMESPACES);
  const name = fuzzName(draw);
  const subresource = draw.chance(0.93)
    ? draw.pick(kind.subresources)
    : draw.pick([...POLLUTING_KEYS, 'nothing', 'status/status', 'proxy/..%2f..', 'proxy/%252e%252e', 'log/x']);
  const method = draw.pick(['GET', 'PUT', 'POST', 'PATCH', 'DELETE']);
  const { tree } = someObject(draw, kind, name, namespace);
  const upgrade = draw.chance(0.2) ? upgradeHeaders(draw) : [];
  const query = queryOf(
    draw,
    draw.pick([
      [],
      ['command=ls', 'stdout=true'],
      ['container=c', 'follow=true', 'tailLines=x'],
      ['ports=80'],
      ['path=/%2e%2e'],
      ['limitBytes=-1', 'sinceSeconds=0'],
    ]),
  );
  return {
    as: callerOf(draw),
    over: upgrade.length > 0 ? 'http1' : protocolOf(draw),
    method,
    path: `${collectionPath(kind, namespace)}/${name}/${encodeURI(wellFormed(subresource))}${query}`,
    headers: [
      ...(method === 'GET'
        ? []
        : [['content-type', method === 'PATCH' ? draw.pick(PATCH_TYPES) : 'application/json'] as [string, string]]),
      ...upgrade,
      ...headersOf(draw),
    ],
    body:
      method === 'GET'
        ? undefined
        : withFewReplicas(
            Buffer.from(textOf(memberOf(tree, 'spec') && draw.chance(0.5) ? memberOf(tree, 'spec')! : tree)),
          ),
  };
}

/** A watch over a WebSocket, which the server takes, and what comes then. */
function upgradedRequest(draw: Draw): HttpRequest {
  const kind = draw.pick(FUZZED_KINDS.filter(({ virtual }) => !virtual));
  const collection = collectionPath(kind, draw.pick(FUZZ_NAMESPACES));
  return {
    as: callerOf(draw),
    over: 'http1',
    method: draw.chance(0.95) ? 'GET' : 'POST',
    path: `${collection}${queryOf(draw, ['watch=true', 'timeoutSeconds=1'])}`,
    headers: [...upgradeHeaders(draw), ...headersOf(draw)],
    upgraded: upgradedBytes(draw),
  };
}

const PATHS = [
  '/',
  '//',
  '///',
  '/api',
  '/api/',
  '/apis',
  '/apis/',
  '/apis/apps',
  '/api/v1',
  '/api/v2',
  '/healthz',
  '/readyz?verbose',
  '/livez/ping',
  '/metrics',
  '/version',
  '/openapi/v2',
  '/openapi/v3',
  '/openapi/v3/api/v1?hash=x',
  '/openapi/v3/../../x',
  '/.well-known/openid-configuration',
  '/openid/v1/jwks',
  '/debug/pprof',
  '/logs',
  '/swagger.json',
  '/api/v1/namespaces/kubets-fuzz-a',
  '/api/v1/watch/pods?timeoutSeconds=1',
  '/api/v1/proxy/nodes/x',
  '/apis/__proto__/v1/pods',
  '/api/v1/constructor',
  '/apis/apps/v1/namespaces//deployments',
  '/api/v1/namespaces/%2e%2e/pods',
  '/api/v1/namespaces/a%2fb/pods/c%00',
  '/api/v1/nodes/x:y:z/proxy/',
  '/api/v1/namespaces/kubets-fuzz-a/services/https:kubets-fuzz-1:p/proxy/%2e%2e',
  '/api/v1/pods/x/y/z/w',
  '/api/v1/%',
  '/api/v1/%zz',
  '/api/v1/pods?%',
];
const METHODS = [
  'GET',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'PURGE',
  'LOCK',
  'MKCOL',
  'SEARCH',
  'QUERY',
  'get',
  'A',
  '__proto__',
];

/** Odd paths and methods. As administrator it only reads: who knows what an odd path may delete. */
function oddRequest(draw: Draw): HttpRequest {
  const path = draw.chance(0.7)
    ? draw.pick(PATHS)
    : `/${Array.from({ length: 1 + draw.int(6) }, () => encodeURIComponent(wellFormed(draw.chance(0.6) ? draw.pick(['api', 'apis', 'v1', 'namespaces', 'pods', 'status', 'proxy', '..']) : hostileText(draw)).slice(0, 1500))).join('/')}`;
  const asAdmin = draw.chance(0.5);
  const method = asAdmin
    ? draw.pick(METHODS.slice(0, 3))
    : draw.chance(0.3)
      ? inventedMethod(draw)
      : draw.pick([...METHODS, 'POST', 'DELETE', 'PATCH']);
  return {
    as: asAdmin ? 'admin' : draw.pick(['weak', 'anonymous', 'broken'] as const),
    over: 'http2',
    method,
    path: path.includes('?') ? path : `${path}${queryOf(draw)}`,
    headers: headersOf(draw),
  };
}

const inventedMethod = (draw: Draw) =>
  Array.from({ length: 1 + draw.int(12) }, () => draw.pick([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'])).join('');
