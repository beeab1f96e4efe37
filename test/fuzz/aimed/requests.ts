import {
  aim,
  answered,
  answeredOrClosed,
  collectionOf,
  CONFIG_MAP,
  is,
  podWith,
  post,
  send,
  then,
  type Aimed,
  type AimedRequest,
} from './aim';

const get = (path: string, options: Partial<AimedRequest> = {}) => send({ method: 'GET', path, ...options });
const impersonating = (headers: [string, string][], as: AimedRequest['as'] = 'admin') =>
  get('/api/v1/namespaces/default', { headers, as });
const finalizeWith = (finalizers: string) =>
  `{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"NAME"},"spec":{"finalizers":${finalizers}}}`;
const pods = collectionOf('pods');

const SECRETS = '/api/v1/namespaces/kubets-fuzz-b/secrets';
/** Selectors that do not demand the one Secret which the ServiceAccount may have there, and look as if they did. */
const ESCAPED = [
  'type!=a\\,metadata.name=allowed',
  'type=a\\,metadata.name=allowed',
  'metadata.name!=x\\,metadata.name=allowed',
  'metadata.name=allowed\\,type!=a',
  'metadata.name\\=allowed',
  'metadata.name==allowed\\',
  'metadata.name!=allowed',
  'metadata.name=',
  'metadata.name=*',
  'metadata.namespace=allowed',
  'type=metadata.name=allowed',
  ' metadata.name =allowed',
  '',
];
/** Selectors that do. */
const EXACT = [
  'metadata.name=allowed',
  'metadata.name==allowed',
  'type!=a,metadata.name=allowed',
  ',metadata.name=allowed',
];
const select = (selector: string) => `fieldSelector=${encodeURIComponent(selector)}`;

/** Who may what, and requests that are odd as requests. */
export const REQUESTS: readonly Aimed[] = [
  ...ESCAPED.flatMap((selector) => [
    aim('A2', `list Secrets by "${selector}"`, get(`${SECRETS}?${select(selector)}`, { as: 'weak' }), is([400, 403])),
    aim(
      'A2',
      `watch Secrets by "${selector}"`,
      get(`${SECRETS}?watch=true&timeoutSeconds=1&${select(selector)}`, { as: 'weak' }),
      is([400, 403]),
    ),
    aim(
      'A2',
      `delete Secrets by "${selector}"`,
      send({ method: 'DELETE', path: `${SECRETS}?dryRun=All&${select(selector)}`, as: 'weak' }),
      is([400, 403]),
    ),
  ]),
  ...EXACT.map((selector) =>
    aim(
      'A2',
      `list the one Secret by "${selector}"`,
      get(`${SECRETS}?${select(selector)}`, { as: 'weak' }),
      is(200, /"name":"allowed"(?!.*"name":"other")/s),
    ),
  ),
  ...[...ESCAPED, ...EXACT].map((selector) =>
    aim(
      'A2',
      `list all Secrets of all namespaces by "${selector}"`,
      get(`/api/v1/secrets?${select(selector)}`, { as: 'weak' }),
      is([400, 403]),
    ),
  ),
  ...['namespaces%2fkube-system', 'kubets-fuzz-a%2f..%2fkube-system', '..', '%2e%2e', 'kube-system%00'].map(
    (namespace) =>
      aim(
        'A2',
        `Secrets of the namespace ${namespace}`,
        get(`/api/v1/namespaces/${namespace}/secrets`, { as: 'weak' }),
        is([400, 403, 404]),
      ),
  ),

  ...Array.from({ length: 12 }, (_, i) => 'ABCDEFGHIJKL'.slice(0, i + 1) + 'X').map((method) =>
    aim(
      'A7',
      `the invented method ${method}`,
      send({ method, path: '/healthz', as: 'anonymous', over: 'http2' }),
      is([400, 401, 403, 405, 501, 200, 404]),
    ),
  ),
  ...['PROPFIND', '__proto__', 'get', 'a'.repeat(5000)].map((method) =>
    aim(
      'A7',
      `the method ${method.slice(0, 20)}`,
      send({ method, path: '/api/v1/pods', as: 'anonymous', over: 'http2' }),
      is([400, 401, 403, 405, 501, 431]),
    ),
  ),
  ...['a.b.c', 'x/y', '__proto__', 'v1'].map((group) =>
    aim('A7', `an invented group ${group}`, get(`/apis/${group}/v1/things`, { as: 'admin' }), is(404)),
  ),

  ...[
    '/',
    '//',
    '///',
    '//api/v1',
    '/api//v1',
    '/api/v1//pods',
    '/api/v1/namespaces//pods',
    '/%',
    '/api/%zz',
    '/api/v1/namespaces/%00/pods',
    '/api/v1/namespaces/a%2fb/pods',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/api/v1/namespaces/default/pods/..',
    '/apis/__proto__',
    '/apis/constructor/v1',
    '/apis/apps/__proto__/x',
    '/api/v1/__proto__',
    '/api/v1/namespaces/default/__proto__',
    '/api/v1/namespaces/default/pods/x/__proto__',
    '/openapi/v3/__proto__',
    '/openapi/v3/apis/constructor/v1',
    '/api/v1/watch',
    '/api/v1/watch/namespaces/default/pods?timeoutSeconds=1',
    '/logs/../../etc/passwd',
    '/debug/pprof/profile',
  ].map((path) => aim('A11', `GET ${path}`, get(path, { over: 'http2' }), answered)),
  ...[
    'x',
    'x/y',
    'x:y',
    'https:x:y',
    ':::',
    '%2e%2e',
    '%252e%252e',
    'x/%2e%2e/%2e%2e/secrets',
    'x/%00',
    'x/%zz',
    'x/?a=%zz',
    'x/%0d%0aA:%20b',
    'x//',
    'é',
    '%e9',
  ].flatMap((rest) =>
    ['services', 'pods'].map((plural) =>
      aim(
        'A11',
        `proxy to ${plural} ${rest}`,
        get(
          `${collectionOf(plural)}/${encodeURI(rest.split('/')[0]!).replaceAll('%25', '%')}/proxy/${encodeURI(rest.split('/').slice(1).join('/')).replaceAll('%25', '%')}`,
          { over: 'http2' },
        ),
        is([400, 404, 503]),
      ),
    ),
  ),
  ...['%2e%2e/%2e%2e', 'x/proxy/..%2f..', ':10250:x/proxy/', 'x/proxy/%'].map((rest) =>
    aim('A11', `a node's proxy ${rest}`, get(`/api/v1/nodes/${rest}`, { over: 'http2' }), answered),
  ),
  ...[
    ['content-type', 'application/json; charset=\u00ff'],
    ['content-type', '__proto__'],
    ['content-type', 'constructor'],
    ['content-encoding', 'gzip'],
    ['content-encoding', 'x'],
    ['content-type', 'multipart/form-data'],
    ['content-type', `application/json${';a=b'.repeat(1000)}`],
  ].map(([name, value]) =>
    aim(
      'A11',
      `a body with ${name} ${value!.slice(0, 40)}`,
      post('configmaps', CONFIG_MAP, { headers: [[name!, value!]], contentType: undefined }),
      is([201, 400, 415]),
    ),
  ),
  ...[
    'application/json;as=Table;v=v1;g=meta.k8s.io',
    'application/json;as=Nothing',
    'application/json;as=__proto__;v=constructor;g=x',
    'application/json;q=x',
    ';',
    '',
    'application/vnd.kubernetes.protobuf',
    'application/cbor',
    'text/plain',
  ].map((accept) => aim('A11', `Accept: ${accept}`, get(pods, { headers: [['accept', accept]] }), is([200, 406]))),
  ...[
    'GET / HTTP/9.9\r\n\r\n',
    'GET\r\n\r\n',
    '\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n',
    'GET /é HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST /api/v1/pods HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx',
    'CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: a\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: a\r\n${'a: b\r\n'.repeat(5000)}\r\n`,
    `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    'GET /api/v1/namespaces/x/pods/y/exec HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
    '\x16\x03\x01\x00',
    '\0'.repeat(1000),
  ].map((text) =>
    aim(
      'A11',
      `bytes ${JSON.stringify(text.slice(0, 40))}`,
      ({ raw }) => raw(Buffer.from(text, 'latin1')),
      answeredOrClosed,
    ),
  ),

  ...['["x"]', '["kubernetes","x"]', '["a b"]', '["kubernetes","a/b/c"]', '[""]'].map((finalizers) =>
    aim('A12', `a namespace with the finalizers ${finalizers}`, post('namespaces', finalizeWith(finalizers)), is(422)),
  ),
  ...['[]', '["kubernetes"]', '["example.com/x"]'].map((finalizers) =>
    aim(
      'A12',
      `a namespace with the finalizers ${finalizers}`,
      post('namespaces', finalizeWith(finalizers), { path: '/api/v1/namespaces?dryRun=All' }),
      is(201),
    ),
  ),
  ...['A', 'a.b', 'a_b', '-a', 'a'.repeat(64), '', '..'].map((name) =>
    aim(
      'A12',
      `a namespace named ${name.slice(0, 10)}`,
      post('namespaces', `{"metadata":{"name":"${name}"}}`),
      is(422),
    ),
  ),

  ...[
    ['impersonate-group', 'g'],
    ['impersonate-group', 'system:masters'],
    ['impersonate-uid', 'u'],
    ['impersonate-extra-a', 'b'],
  ].map(([name, value]) => aim('B', `${name}: ${value} without a user`, impersonating([[name!, value!]]), is(400))),
  ...['%zz', '%', 'a%00', '__proto__', 'constructor', 'example.com%2fa'].map((key) =>
    aim(
      'A11',
      `impersonate-extra-${key}`,
      impersonating([
        ['impersonate-user', 'u'],
        [`impersonate-extra-${key}`, 'b'],
      ]),
      is([200, 400, 403]),
    ),
  ),
  aim(
    'B',
    'impersonation by who may not',
    impersonating(
      [
        ['impersonate-user', 'kubernetes-admin'],
        ['impersonate-group', 'system:masters'],
      ],
      'weak',
    ),
    is(403),
  ),
  aim('B', 'impersonation of a user without rights', impersonating([['impersonate-user', 'nobody']]), is(403)),
  aim(
    'B',
    'impersonation of a ServiceAccount that is none',
    impersonating([['impersonate-user', 'system:serviceaccount:a']]),
    is([400, 403]),
  ),
  ...['abc', '{}', '1.5', '1e3', '2147483648', ''].map((cost) =>
    aim(
      'B',
      `a pod-deletion-cost of ${cost}`,
      post('pods', podWith('', `"annotations":{"controller.kubernetes.io/pod-deletion-cost":"${cost}"}`)),
      is(422),
    ),
  ),
  aim(
    'B',
    'a pod-deletion-cost of -5',
    post('pods', podWith('', '"annotations":{"controller.kubernetes.io/pod-deletion-cost":"-5"}')),
    is(201),
  ),
  aim(
    'B',
    'a runtimeClassName that does not exist',
    post('pods', podWith('"runtimeClassName":"none"')),
    is([403, 422]),
  ),

  ...[
    'resourceVersion=abc',
    'resourceVersion=-1',
    'resourceVersion=1.5',
    'resourceVersionMatch=Exact',
    'resourceVersionMatch=x&resourceVersion=1',
    'limit=abc',
    'limit=1e3',
    'continue=abc',
    'continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ',
    'timeoutSeconds=abc',
    'sendInitialEvents=true',
    'labelSelector=a%20in%20(',
    'fieldSelector=a',
    'fieldSelector=spec.none=a',
  ].map((query) =>
    aim(
      'B',
      `a list with ${query}`,
      get(`${pods}?${query}`),
      is(query === 'resourceVersion=-1' ? [200, 400] : [400, 422]),
    ),
  ),
  ...[
    'limit=-1',
    'limit=9223372036854775807',
    'limit=0',
    'timeoutSeconds=9223372036854775807',
    'timeoutSeconds=-1',
    'timeoutSeconds=0',
    'pretty=x',
    'watch=false',
    '__proto__=1',
    'constructor=1',
  ].map((query) => aim('B', `a list with ${query}`, get(`${pods}?${query}`), is([200, 400]))),
  ...[
    'resourceVersion=abc',
    'timeoutSeconds=abc',
    'sendInitialEvents=true',
    'sendInitialEvents=x',
    'allowWatchBookmarks=x',
  ].map((query) => aim('B', `a watch with ${query}`, get(`${pods}?watch=true&${query}`), is([200, 400, 422]))),
  ...['2147483648', '9223372036854775807', '99999999', '-1'].map((seconds) =>
    aim('B', `a watch of ${seconds} seconds`, get(`${pods}?watch=true&timeoutSeconds=${seconds}`), is(200)),
  ),
  aim('B', 'a list at a revision yet to come', get(`${pods}?resourceVersion=99999999999`), is([504, 400])),
  ...[
    'dryRun=x',
    'dryRun=All&dryRun=x',
    'fieldValidation=x',
    `fieldManager=${'a'.repeat(129)}`,
    'fieldManager=%00',
  ].map((query) =>
    aim(
      'B',
      `a create with ${query}`,
      post('configmaps', CONFIG_MAP, { path: `${collectionOf('configmaps')}?${query}` }),
      is([400, 422]),
    ),
  ),
  ...[
    'gracePeriodSeconds=abc',
    'gracePeriodSeconds=-1',
    'gracePeriodSeconds=9223372036854775808',
    'propagationPolicy=x',
    'orphanDependents=x',
    'dryRun=x',
  ].map((query) =>
    aim(
      'B',
      `a delete with ${query}`,
      then(
        post('configmaps', CONFIG_MAP),
        send({ method: 'DELETE', path: `${collectionOf('configmaps')}/NAME?${query}` }),
      ),
      is([200, 400, 422]),
    ),
  ),
  ...[
    '1',
    '[]',
    'null',
    '"a"',
    '{"kind":{}}',
    '{"gracePeriodSeconds":"a"}',
    '{"propagationPolicy":1}',
    '{"preconditions":[]}',
    '{"preconditions":{"uid":{}}}',
    '{"dryRun":"All"}',
    '{"apiVersion":"v1","kind":"Pod"}',
  ].map((body) =>
    aim(
      'A11',
      `a delete with the body ${body}`,
      then(
        post('configmaps', CONFIG_MAP),
        send({ method: 'DELETE', path: `${collectionOf('configmaps')}/NAME`, body, contentType: 'application/json' }),
      ),
      is([200, 400, 409, 422]),
    ),
  ),
];
