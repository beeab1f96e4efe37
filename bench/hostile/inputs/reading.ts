import { collectionOf, post, send, type Aimed, type AimedRequest, type Shot } from '../../../test/fuzz/aimed/aim';
import type { Outcome } from '../../../test/fuzz/send/outcome';
import { many, shoot } from './shoot';

const KIND = 'lists and watches';
const PODS = collectionOf('pods');
const CONFIG_MAPS = collectionOf('configmaps');

const get = (path: string, options: Partial<AimedRequest> = {}): Shot => send({ method: 'GET', path, ...options });
const selected = (parameter: string, value: string) => get(`${PODS}?${parameter}=${encodeURIComponent(value)}`);
const token = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const goOn = (text: string) => get(`${CONFIG_MAPS}?limit=1&continue=${encodeURIComponent(text)}`);

/** The outcome of the one that went worst: without an answer, then by code. */
const worstOf = (outcomes: Outcome[]): Outcome =>
  outcomes.reduce((worst, outcome) => (rank(outcome) > rank(worst) ? outcome : worst));
const rank = ({ silent, code }: Outcome) => (silent ? 10_000 : (code ?? 5000));
const atOnce =
  (count: number, make: (index: number) => Shot): Shot =>
  async (range) =>
    worstOf(await Promise.all(many(count, (index) => make(index)(range))));

/** So many objects of 20 KB, then the shot, then they are gone. */
const amongMany =
  (count: number, shot: Shot): Shot =>
  async (range) => {
    const labels = `"labels":{"crowd":"${range.name}"}`;
    const body = (index: number) =>
      `{"metadata":{"name":"${range.name}-${index}",${labels}},"data":{"a":"${'x'.repeat(20_000)}"}}`;
    for (let first = 0; first < count; first += 20)
      await Promise.all(many(20, (index) => post('configmaps', body(first + index), { over: 'http2' })(range)));
    const outcome = await shot(range);
    await send({ method: 'DELETE', path: `${CONFIG_MAPS}?labelSelector=crowd%3DNAME` })(range);
    return outcome;
  };
const http2 = { over: 'http2' } as const;
const asked = (accept: string) => ({ ...http2, headers: [['accept', accept]] as [string, string][] });

const ACCEPTS = [
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=Table;v=v1beta1;g=meta.k8s.io',
  'application/json;as=Table;v=v9;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  'application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  'application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io',
  'application/yaml;as=Table;v=v1;g=meta.k8s.io',
  'application/json;stream=watch',
  'application/json;charset=utf-8;q=0.5,*/*;q=0.1',
  '*/*;as=Table;v=v1;g=meta.k8s.io',
  `${'text/x,'.repeat(500)}application/json`,
];
const SELECTORS = [
  'a in (b,c,d',
  'a in ()',
  'a in b',
  'a notin (a,a,a)',
  'a>5,a<3',
  'a>x',
  'a==b==c',
  '!a,!!b',
  'a=b c',
  'A/b/c=d',
  'a.b/c=d',
  `a=${'b'.repeat(64)}`,
  `a in (${many(1500, (index) => `v${index}`).join(',')})`,
  many(1000, (index) => `k${index}=v`).join(','),
  'é=b',
  'a=\u0000',
  'a="b"',
  'exists',
  '-a=b',
  'in in (in)',
  'notin notin (notin)',
];
const FIELD_SELECTORS = [
  'metadata.name=a,metadata.name=b',
  'metadata.name!=a',
  'metadata.name==a',
  'metadata.namespace=x',
  'spec.nodeName=',
  'spec.nodeName!=',
  'status.phase=Running',
  'status.phase=Nothing',
  'spec.containers=x',
  'metadata.labels.a=b',
  'metadata.name in (a)',
  'metadata.name=a\\',
  'metadata.name=a\\=b',
  `metadata.name=${'a'.repeat(3000)}`,
  many(300, () => 'metadata.name!=a').join(','),
  '=a',
  'metadata.name',
  '__proto__=a',
];

/** What is asked of lists and watches, and many at once. */
export const READING: readonly Aimed[] = [
  ...ACCEPTS.flatMap((accept) => [
    shoot(KIND, `a list as ${accept.slice(0, 80)}`, get(CONFIG_MAPS, { headers: [['accept', accept]] })),
    shoot(
      KIND,
      `a watch as ${accept.slice(0, 80)}`,
      get(`${CONFIG_MAPS}?watch=true&timeoutSeconds=1`, { headers: [['accept', accept]] }),
    ),
  ]),
  ...['None', 'Metadata', 'Object', 'Nothing', ''].map((include) =>
    shoot(
      KIND,
      `a Table with includeObject=${include}`,
      get(`${CONFIG_MAPS}?includeObject=${include}`, { headers: [['accept', ACCEPTS[0]!]] }),
    ),
  ),
  ...SELECTORS.map((selector) =>
    shoot(KIND, `labelSelector ${selector.slice(0, 60)}`, selected('labelSelector', selector)),
  ),
  ...FIELD_SELECTORS.map((selector) =>
    shoot(KIND, `fieldSelector ${selector.slice(0, 60)}`, selected('fieldSelector', selector)),
  ),
  ...[
    ['nothing', ''],
    ['no base64', '!!!'],
    ['a text', token('x')],
    ['a list', token([])],
    ['null', token(null)],
    ['no version', token({ rv: 1, start: 'a' })],
    ['another version', token({ v: 'meta.k8s.io/v9', rv: 1, start: 'a' })],
    ['a revision yet to come', token({ v: 'meta.k8s.io/v1', rv: 999_999_999, start: 'a\u0000' })],
    ['a negative revision', token({ v: 'meta.k8s.io/v1', rv: -1, start: 'a\u0000' })],
    ['a revision of 1', token({ v: 'meta.k8s.io/v1', rv: 1, start: 'a\u0000' })],
    ['a revision that is a text', token({ v: 'meta.k8s.io/v1', rv: '1', start: 'a' })],
    ['a revision of 1e300', Buffer.from('{"v":"meta.k8s.io/v1","rv":1e300,"start":"a"}').toString('base64url')],
    ['another place', token({ v: 'meta.k8s.io/v1', rv: 5, start: '../../secrets/kube-system/x' })],
    ['slashes at its start', token({ v: 'meta.k8s.io/v1', rv: 5, start: '/registry/secrets' })],
    ['a start of 5,000 letters', token({ v: 'meta.k8s.io/v1', rv: 5, start: 'a'.repeat(5000) })],
    ['depth', Buffer.from('['.repeat(5000)).toString('base64url')],
  ].map(([what, text]) => shoot(KIND, `a list that continues with ${what}`, goOn(text!))),
  ...[
    'limit=1&continue=a&resourceVersion=1',
    'resourceVersion=0&resourceVersionMatch=Exact',
    'resourceVersion=1&resourceVersionMatch=Exact',
    'resourceVersion=1&resourceVersionMatch=NotOlderThan',
    'resourceVersionMatch=NotOlderThan',
    'resourceVersion=&resourceVersionMatch=NotOlderThan',
    'resourceVersion=18446744073709551615',
    'resourceVersion=18446744073709551616',
    'resourceVersion=0x10',
    'resourceVersion=+1',
    'resourceVersion=%201',
    'limit=-9223372036854775808',
    'limit=9223372036854775808',
    'limit=1&limit=2',
    'limit=',
    'watch=1&resourceVersion=1',
    'watch=1&resourceVersion=99999999999&timeoutSeconds=1',
    'watch=yes',
    'watch=TRUE&timeoutSeconds=1',
    'watch&timeoutSeconds=1',
    'watch=1&continue=a',
    'watch=1&limit=5&timeoutSeconds=1',
    'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1',
    'watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1',
    'watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=Exact&timeoutSeconds=1',
    'watch=1&sendInitialEvents=false&timeoutSeconds=1',
    'watch=1&resourceVersionMatch=NotOlderThan&timeoutSeconds=1',
    'pretty=true&pretty=false',
    'export=true',
    'a=%zz',
    'a=%',
    ';',
    '&&&&&',
    '='.repeat(3000),
    many(2000, () => 'a=b').join('&'),
    `shardSelector=${'a'.repeat(1000)}`,
  ].map((query) => shoot(KIND, `a list with ?${query.slice(0, 70)}`, get(`${CONFIG_MAPS}?${query}`))),
  ...[
    'fieldSelector=metadata.name%3Dx',
    'labelSelector=a%20in',
    'limit=x',
    'gracePeriodSeconds=x',
    'propagationPolicy=Nothing',
    'dryRun=None',
    'resourceVersion=abc',
  ].map((query) =>
    shoot(
      KIND,
      `a deletion of many with ?${query}`,
      send({ method: 'DELETE', path: `${CONFIG_MAPS}?dryRun=All&labelSelector=none%3Dnone&${query}` }),
    ),
  ),
  shoot(
    KIND,
    '64 lists of 4 MB at once',
    amongMany(
      200,
      atOnce(64, () => get(CONFIG_MAPS, http2)),
    ),
  ),
  shoot(
    KIND,
    '64 lists of 4 MB as protobuf at once',
    amongMany(
      200,
      atOnce(64, () => get(CONFIG_MAPS, asked('application/vnd.kubernetes.protobuf'))),
    ),
  ),
  shoot(
    KIND,
    '64 Tables of 200 at once',
    amongMany(
      200,
      atOnce(64, () => get(CONFIG_MAPS, asked(ACCEPTS[0]!))),
    ),
  ),
  shoot(
    KIND,
    '64 lists of 4 MB, pretty, at once',
    amongMany(
      200,
      atOnce(64, () => get(`${CONFIG_MAPS}?pretty=true`, http2)),
    ),
  ),
  shoot(
    KIND,
    '200 lists of a page at once',
    amongMany(
      200,
      atOnce(200, () => get(`${CONFIG_MAPS}?limit=5`, http2)),
    ),
  ),
  shoot(
    KIND,
    '300 watches at once',
    atOnce(300, () => get(`${CONFIG_MAPS}?watch=true&timeoutSeconds=1`, http2)),
  ),
  shoot(
    KIND,
    '100 watches from the first revision at once',
    atOnce(100, () => get(`${CONFIG_MAPS}?watch=true&timeoutSeconds=1&resourceVersion=1`, http2)),
  ),
  shoot(
    KIND,
    '64 lists in gzip at once',
    amongMany(
      100,
      atOnce(64, () => get(CONFIG_MAPS, { ...http2, headers: [['accept-encoding', 'gzip']] })),
    ),
  ),
  shoot(
    KIND,
    '200 of OpenAPI at once',
    atOnce(200, () => get('/openapi/v3/api/v1', http2)),
  ),
  shoot(
    KIND,
    '20 of the whole OpenAPI at once',
    atOnce(20, () => get('/openapi/v2', http2)),
  ),
  shoot(
    KIND,
    '200 of discovery at once',
    atOnce(200, () => get('/apis', asked('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'))),
  ),
  shoot(
    KIND,
    '200 of metrics at once',
    atOnce(200, () => get('/metrics', http2)),
  ),
  shoot(
    KIND,
    '300 that are nobody at once',
    atOnce(300, () => get(CONFIG_MAPS, { ...http2, as: 'anonymous' })),
  ),
  shoot(
    KIND,
    '300 with broken tokens at once',
    atOnce(300, () => get(CONFIG_MAPS, { ...http2, as: 'broken' })),
  ),
];
