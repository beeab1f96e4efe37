import type { Namespace } from '@kubets/proto-gen/core/v1';
import { createMemoryObjects } from '../auth/testing/memory-objects';
import type { AdmissionAttributes } from '../pipeline/admission';
import { createNamespaceLifecycle } from './namespace-lifecycle';
import { attributesOf, firstRound, type GivenAttributes } from './testing/attributes';

const reader = createMemoryObjects({
  namespaces: [
    { metadata: { name: 'shop' }, status: { phase: 'Active' } } as Namespace,
    {
      metadata: { name: 'leaving', deletionTimestamp: '2026-01-01T00:00:00Z' },
      status: { phase: 'Terminating' },
    } as Namespace,
  ],
});
const plugin = createNamespaceLifecycle({ catchUp: async () => undefined });
const pod = (given: GivenAttributes) => attributesOf({ resource: 'pods', name: 'p', reader, ...given });
const namespace = (given: GivenAttributes) => attributesOf({ resource: 'namespaces', reader, namespace: '', ...given });

test.each<[string, AdmissionAttributes]>([
  ['creating in a namespace', pod({})],
  ['updating in a namespace that is being deleted', pod({ namespace: 'leaving', operation: 'UPDATE' })],
  ['deleting in a namespace that is being deleted', pod({ namespace: 'leaving', operation: 'DELETE' })],
  ['updating in a namespace that is not there', pod({ namespace: 'gone', operation: 'UPDATE' })],
  ['deleting in a namespace that is not there', pod({ namespace: 'gone', operation: 'DELETE' })],
  ['deleting a namespace', namespace({ operation: 'DELETE', name: 'shop', namespace: 'shop' })],
  ['updating a namespace, which is in itself', namespace({ operation: 'UPDATE', name: 'new', namespace: 'new' })],
])('allowed: %s', async (_, attributes) => {
  expect(plugin.handles(attributes)).toBe(true);
  await plugin.admit(attributes, firstRound());
});

test.each<[string, AdmissionAttributes, object]>([
  [
    'creating in a namespace that is not there',
    pod({ namespace: 'gone' }),
    { code: 404, message: 'namespaces "gone" not found' },
  ],
  [
    'creating in a namespace that is being deleted',
    pod({ namespace: 'leaving' }),
    {
      code: 403,
      message:
        'pods "p" is forbidden: unable to create new content in namespace leaving because it is being terminated',
      status: {
        details: {
          causes: [
            {
              reason: 'NamespaceTerminating',
              message: 'namespace leaving is being terminated',
              field: 'metadata.namespace',
            },
          ],
        },
      },
    },
  ],
  [
    'deleting namespace default',
    namespace({ operation: 'DELETE', name: 'default' }),
    { code: 403, message: 'namespaces "default" is forbidden: this namespace may not be deleted' },
  ],
  ['deleting namespace kube-system', namespace({ operation: 'DELETE', name: 'kube-system' }), { code: 403 }],
])('refused: %s', async (_, attributes, error) => {
  expect(plugin.handles(attributes)).toBe(true);
  await expect(Promise.resolve(plugin.admit(attributes, firstRound()))).rejects.toMatchObject(error);
});

test('what is in no namespace is none of its business', () =>
  expect(plugin.handles(attributesOf({ resource: 'nodes', namespace: '' }))).toBe(false));

test('a namespace that the cache does not know yet is found', async () => {
  const late = createMemoryObjects();
  const waiting = createNamespaceLifecycle({
    catchUp: async () => late.set('namespaces', { metadata: { name: 'new' } }),
  });
  await waiting.admit(pod({ namespace: 'new', reader: late }), firstRound());
});
