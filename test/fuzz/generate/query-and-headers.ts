import type { Draw } from './draw';
import { hostileText, longText, NUMBER_TOKENS } from './hostile-values';

const PARAMETERS = [
  'limit',
  'continue',
  'resourceVersion',
  'resourceVersionMatch',
  'timeoutSeconds',
  'timeout',
  'labelSelector',
  'fieldSelector',
  'watch',
  'allowWatchBookmarks',
  'sendInitialEvents',
  'pretty',
  'dryRun',
  'fieldManager',
  'fieldValidation',
  'force',
  'gracePeriodSeconds',
  'propagationPolicy',
  'orphanDependents',
  'includeObject',
  'container',
  'tailLines',
  '__proto__',
  'constructor',
];
const SELECTORS = [
  'a=b',
  'a in (b,c)',
  'a notin ()',
  '!a',
  'a!=b,c',
  'metadata.name=kubets-fuzz-1',
  'metadata.name==a\\,b',
  'type!=a\\,metadata.name=b',
  'spec.nodeName=',
  'metadata.namespace!=x',
  '=',
  'a=b=c',
  'a>1',
  '(((',
  'a in (',
  ',',
];
const VALUES = [
  '',
  'true',
  'false',
  'abc',
  '-1',
  '0',
  '1',
  '2',
  '1.5',
  '1e3',
  'All',
  'Strict',
  'Warn',
  'Ignore',
  'Exact',
  'NotOlderThan',
  'Orphan',
  'eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ',
  ...NUMBER_TOKENS.slice(9, 27),
];

export function queryOf(draw: Draw, given: readonly string[] = []): string {
  const count = draw.weighted([
    [10, 0],
    [6, 1],
    [3, 2],
    [1, 5],
  ] as const);
  const drawn = Array.from({ length: count }, () => {
    const name = draw.pick(PARAMETERS);
    const value =
      /Selector$/.test(name) && draw.chance(0.7)
        ? draw.pick(SELECTORS)
        : draw.chance(0.8)
          ? draw.pick(VALUES)
          : hostileText(draw).slice(0, 2000);
    // A watch without an end is a test of patience only.
    return name === 'watch'
      ? 'watch=true&timeoutSeconds=1'
      : `${name}=${draw.chance(0.95) ? encodeURIComponent(wellFormed(value)) : '%zz%ff'}`;
  });
  const all = [...given, ...drawn];
  return all.length > 0 ? `?${all.join('&')}` : '';
}

const ACCEPTS = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  'application/json;as=Nothing;v=v9;g=x',
  '*/*',
  'text/html',
  '',
  ';;;,,,',
  'application/json;q=1e400',
  'application/json;as=__proto__',
  'application/cbor',
  'application/vnd.kubernetes.protobuf;stream=watch',
  `${'a/b,'.repeat(300)}application/json`,
];

export function headersOf(draw: Draw): [string, string][] {
  if (draw.chance(0.5)) return [];
  const header = (): [string, string] =>
    draw.weighted<() => [string, string]>([
      [6, () => ['accept', draw.pick(ACCEPTS)]],
      [2, () => ['accept-encoding', draw.pick(['gzip', 'gzip;q=0', 'br', 'identity;q=0', '*', 'gzip, deflate', 'x'])]],
      [1, () => ['content-encoding', draw.pick(['gzip', 'deflate', 'identity', 'x', ''])]],
      [2, () => ['impersonate-user', headerText(draw)]],
      [1, () => ['impersonate-group', draw.pick(['system:masters', '', 'g', headerText(draw)])]],
      [1, () => ['impersonate-uid', headerText(draw)]],
      [
        2,
        () => [
          `impersonate-extra-${draw.pick(['a', '%zz', 'example.com%2fa', '%', '__proto__', 'constructor', 'A%00'])}`,
          headerText(draw),
        ],
      ],
      [1, () => ['user-agent', headerText(draw)]],
      [1, () => ['x-forwarded-for', draw.pick(['127.0.0.1', '::1', ','.repeat(200)])]],
      [1, () => ['if-match', headerText(draw)]],
      [1, () => ['traceparent', headerText(draw)]],
      [1, () => ['audit-id', headerText(draw)]],
      [1, () => ['expect', draw.pick(['100-continue', 'x'])]],
    ])();
  const drawn = Array.from({ length: 1 + draw.int(2) }, header);
  return [...new Map(drawn).entries()];
}

/** Characters that a header may hold. */
const headerText = (draw: Draw) =>
  (draw.chance(0.1) ? longText(draw, 3000) : hostileText(draw).slice(0, 500))
    .replace(/[^ -~\u0080-\u00ff]/g, '?')
    .trim();

/** encodeURIComponent refuses half a character. */
export const wellFormed = (text: string) => text.replace(/[\ud800-\udfff]/g, '\ufffd');
