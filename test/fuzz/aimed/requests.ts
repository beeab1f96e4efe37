import { aim, answered, answeredOrClosed, collectionOf, CONFIG_MAP, get, is, post, send, type Aimed } from './aim';

const pods = collectionOf('pods');

/** Requests that are odd as requests: methods, paths, headers, bytes. */
export const REQUESTS: readonly Aimed[] = [
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
];
