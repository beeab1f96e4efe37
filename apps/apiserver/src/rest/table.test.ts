import type { KubeObject } from '@kubets/apimachinery';
import { partialMetadata } from './table';

const GENERATION = 'deprecated.daemonset.template.generation';

test.each<[string, KubeObject, KubeObject['metadata']]>([
  ['its metadata', { kind: 'Pod', metadata: { name: 'a' } }, { name: 'a' }],
  ['nothing', { kind: 'Pod' }, {}],
  [
    'a DaemonSet without what only the whole of it says',
    { kind: 'DaemonSet', metadata: { name: 'a', annotations: { [GENERATION]: '1', b: 'c' } } },
    { name: 'a', annotations: { b: 'c' } },
  ],
  [
    'a DaemonSet that says nothing else',
    { kind: 'DaemonSet', metadata: { name: 'a', annotations: { [GENERATION]: '1' } } },
    { name: 'a' },
  ],
])('the metadata alone is %s', (_, object, metadata) => {
  expect(partialMetadata(object, 'meta.k8s.io/v1')).toEqual({
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
  });
});
