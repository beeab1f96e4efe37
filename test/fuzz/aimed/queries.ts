import { aim, collectionOf, CONFIG_MAP, get, is, podWith, post, send, then, type Aimed } from './aim';

const finalizeWith = (finalizers: string) =>
  `{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"NAME"},"spec":{"finalizers":${finalizers}}}`;
const pods = collectionOf('pods');

/** Queries, options and values that are refused, and those that are only odd. */
export const QUERIES: readonly Aimed[] = [
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
