// Readers that need more than a text, each called as its service calls it.
import { applyJsonPatch, parseLabelSelector, selectorFromLabelSelector } from '@kubets/apimachinery';
import { parseRequestPath } from '../../apps/apiserver/src/rest/request-path';
import { negotiate } from '../../apps/apiserver/src/rest/negotiate';
import { readYaml } from '../../apps/apiserver/src/yaml/read-yaml';
import { layoutOf } from '../../apps/dns/src/wire/message-layout';
import { createFrameReader } from '../../apps/dns/src/wire/tcp-frames';
import { parseQuery } from '../../apps/dns/src/wire/query';
import { parsePodName } from '../../apps/dns/src/plugins/kubernetes/pod-name';
import { hostsFile } from '../../apps/kubelet-agent/src/dns/hosts-file';
import { credentialsFor } from '../../apps/kubelet-agent/src/images/pull-secrets';
import { entries, list } from './entry-subjects';
import { byteSubjectsOf, subjectsOf } from './text-subjects';
import type { Subject } from './subject';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const header = Buffer.from([0x12, 0x67, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]);

export const moreSubjects: Subject[] = [
  ...subjectsOf('parseRequestPath GET', (text) => parseRequestPath('GET', text, new URLSearchParams()), '/api/v1/'),
  ...subjectsOf('parseRequestPath fieldSelector', (text) =>
    parseRequestPath('GET', '/api/v1/pods', new URLSearchParams({ fieldSelector: text })),
  ),
  ...subjectsOf('negotiate', (text) => negotiate(text, { transformations: ['Table'] })),
  ...subjectsOf('readYaml', readYaml),
  ...subjectsOf('parsePodName', (text) => parsePodName(text, '\x03pod\0')),
  ...subjectsOf('image of a pull secret', (text) =>
    credentialsFor(text, [{ data: { '.dockerconfigjson': base64('{"auths":{"*a*b.*":{"auth":"YTpi"}}}') } }]),
  ),
  ...subjectsOf('registry of a pull secret', (text) =>
    credentialsFor('registry.example/a', [
      { data: { '.dockerconfigjson': base64(JSON.stringify({ auths: { [text]: { auth: text } } })) } },
    ]),
  ),
  ...subjectsOf('hostsFile', (text) =>
    hostsFile(
      { metadata: { name: text }, spec: { hostname: text, subdomain: text } },
      { podIps: ['10.0.0.1'], clusterDomain: 'cluster.local', nodeHosts: '' },
    ),
  ),
  ...byteSubjectsOf('parseQuery', (bytes) => parseQuery(Buffer.concat([header, bytes]), 'tcp')),
  ...byteSubjectsOf('layoutOf', (bytes) => layoutOf(Buffer.concat([header, bytes]))),
  ...byteSubjectsOf('createFrameReader, byte by byte', (bytes) => {
    const reader = createFrameReader();
    for (let at = 0; at < bytes.length; at++) reader.read(bytes.subarray(at, at + 1));
  }),
  entries(
    'label selector of many values, matched with many',
    (size) => list(size, (index) => `v${index}`),
    (values: string[]) => {
      const selector = parseLabelSelector(`a in (${values.join(',')}),b notin (${values.join(',')})`);
      for (const value of values) selector.matches({ a: value, b: value });
    },
  ),
  entries(
    'label selector of many requirements',
    (size) => list(size, (index) => `k${index} in (a,b),!n${index}`),
    (terms: string[]) => parseLabelSelector(terms.join(',')).toString(),
  ),
  entries(
    'matchExpressions with many values',
    (size) => list(size, (index) => `v${index}`),
    (values: string[]) => {
      const selector = selectorFromLabelSelector({ matchExpressions: [{ key: 'a', operator: 'NotIn', values }] });
      for (const value of values) selector.matches({ a: value });
    },
  ),
  entries(
    'JSON patch of a list',
    (size) => list(size, (index) => ({ op: 'add', path: '/data/-', value: index })),
    (operations: unknown[]) => applyJsonPatch({ data: [] }, operations),
  ),
];
