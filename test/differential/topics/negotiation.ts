import type { Case } from '../case';
import { stringify } from 'yaml';
import { collectionOf, create, get, itemPath, kindOf, leastOf } from './kinds';

const META = 'g=meta.k8s.io;v=v1';
const ACCEPTS = [
  '',
  '*/*',
  'application/*',
  'text/html',
  'text/plain',
  'text/*',
  'application/json',
  'application/JSON',
  'application/json;q=0',
  'application/json;q=0.1,application/yaml',
  'application/yaml',
  'application/json;charset=utf-8',
  'application/vnd.kubernetes.protobuf',
  'application/vnd.kubernetes.protobuf,application/json',
  'application/cbor',
  'application/cbor,application/json',
  'text/html,application/json',
  'application/json;pretty=1',
  'application/json;pretty=true',
  'application/json;stream=watch',
  `application/json;as=Table;${META}`,
  `application/json;as=Table;g=meta.k8s.io;v=v1beta1`,
  'application/json;as=Table;g=meta.k8s.io;v=v9',
  `application/json;as=PartialObjectMetadata;${META}`,
  `application/json;as=PartialObjectMetadataList;${META}`,
  `application/json;as=x;${META}`,
  `application/yaml;as=Table;${META}`,
  `application/vnd.kubernetes.protobuf;as=Table;${META}`,
  `application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;${META}`,
  `application/json;as=Table;${META},application/json`,
  `application/json;as=x;${META},application/json`,
  'application/json;as=Table',
  ';',
  ',',
  'x',
  'application/',
  'application/json; ;',
  'a/b;q=x,application/json',
  'image/webp,*/*;q=0.8',
  'application/json;as=APIGroupDiscoveryList;g=apidiscovery.k8s.io;v=v2',
];
const TYPES = [
  '',
  'application/json',
  'application/JSON',
  'application/json; charset=utf-8',
  'application/json;charset=utf-16',
  'application/yaml',
  'text/plain',
  '*/*',
  'x',
  'application/vnd.kubernetes.protobuf',
  'application/cbor',
  'application/x-www-form-urlencoded',
  'application/merge-patch+json',
  ';',
  'application/json,application/yaml',
  'text/yaml',
];

const MAPS = collectionOf(kindOf('ConfigMap'));

export const NEGOTIATION: readonly Case[] = [
  ...ACCEPTS.flatMap((accept): Case[] => [
    {
      topic: 'negotiation',
      name: `an object as ${accept}`,
      before: [create('ConfigMap')],
      requests: [get('ConfigMap', '', { accept })],
    },
    { topic: 'negotiation', name: `what is not there as ${accept}`, requests: [get('ConfigMap', '', { accept })] },
    {
      topic: 'negotiation',
      name: `a list as ${accept}`,
      alone: true,
      before: [create('ConfigMap')],
      requests: [{ method: 'GET', path: MAPS, headers: { accept } }],
    },
    {
      topic: 'negotiation',
      name: `created as ${accept}`,
      requests: [create('ConfigMap', {}, { headers: { accept } })],
    },
    {
      topic: 'negotiation',
      name: `deleted as ${accept}`,
      before: [create('ConfigMap')],
      requests: [{ method: 'DELETE', path: itemPath('ConfigMap'), headers: { accept } }],
    },
  ]),
  ...TYPES.flatMap((type): Case[] => [
    {
      topic: 'negotiation',
      name: `a body of ${type}`,
      requests: [
        {
          method: 'POST',
          path: MAPS,
          headers: { 'content-type': type },
          body: JSON.stringify(leastOf(kindOf('ConfigMap'))),
        },
      ],
    },
    {
      topic: 'negotiation',
      name: `a YAML body of ${type}`,
      requests: [
        {
          method: 'POST',
          path: MAPS,
          headers: { 'content-type': type },
          body: stringify(leastOf(kindOf('ConfigMap'))),
        },
      ],
    },
  ]),
  ...['gzip', 'gzip;q=0', 'deflate', 'br', '*', 'identity', 'gzip, deflate, br'].map((encoding): Case => ({
    topic: 'negotiation',
    name: `encoding ${encoding}`,
    before: [create('ConfigMap')],
    requests: [get('ConfigMap', '', { 'accept-encoding': encoding })],
  })),
  {
    topic: 'negotiation',
    name: 'a body without a type',
    requests: [{ method: 'POST', path: MAPS, body: JSON.stringify(leastOf(kindOf('ConfigMap'))) }],
  },
];
