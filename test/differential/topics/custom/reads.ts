import type { Case } from '../../case';
import { GROUP } from './definitions';
import {
  custom,
  defined,
  PARTIAL,
  PARTIAL_LIST,
  post,
  PROTOBUF,
  read,
  TABLE,
  thing,
  THINGS,
  VERSION,
} from './requests';
import { RICH } from './rich-definition';

const READS = [
  '',
  '?labelSelector=a%3Db',
  '?labelSelector=%28',
  '?fieldSelector=metadata.name%3Da',
  '?fieldSelector=spec.choice%3DA',
  '?fieldSelector=spec.text%3Da',
  '?limit=1',
  '?limit=x',
  '?resourceVersion=0',
  '?watch=true&timeoutSeconds=1',
  '?watch=true&timeoutSeconds=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan',
];
const ACCEPTED = ['application/yaml', PROTOBUF, `${PROTOBUF},application/json`, 'text/plain', 'application/cbor'];

export const CUSTOM_READS: readonly Case[] = [
  custom(
    'read in every way',
    [
      ...defined(RICH),
      post(
        thing(
          { text: 'a', choice: 'A', list: ['x', 'y'], flag: false },
          { metadata: { name: 'a', labels: { a: 'b' } } },
        ),
      ),
      post(thing({ text: 'b' }, { metadata: { name: 'b' } })),
    ],
    ...READS.flatMap((query) => [
      read(`${THINGS}${query}`),
      read(`${THINGS}${query}`, TABLE),
      read(`${THINGS}${query}`, `application/json${PARTIAL_LIST}`),
    ]),
    read(`${THINGS}/a`, TABLE),
    read(`${THINGS}/a`, `application/json${PARTIAL}`),
    read(`${THINGS}/a`, `${PROTOBUF}${PARTIAL}`),
    read(THINGS, `${PROTOBUF}${PARTIAL_LIST}`),
    read(`${THINGS}?watch=true&timeoutSeconds=1`, `${PROTOBUF}${PARTIAL}`),
    ...ACCEPTED.flatMap((accept) => [read(THINGS, accept), read(`${THINGS}/a`, accept)]),
    read(`${THINGS}/a?pretty=true`),
    read(`/apis/${VERSION}/things`),
    read(`/apis/${VERSION}/watch/namespaces/$NS/things?timeoutSeconds=1`),
    read(`/apis/${VERSION}`),
    read(`/apis/${GROUP}`),
    read(`/apis/${GROUP}/v2`),
    read(`/apis/${VERSION}/others`),
    read(`${THINGS}/a/x`),
  ),
  {
    topic: 'openapi: custom resources',
    name: 'as OpenAPI tells it',
    before: [...defined(RICH), { ...read(`/openapi/v3/apis/${VERSION}`), until: 200 }],
    requests: [read(`/openapi/v3/apis/${VERSION}`)],
  },
];
