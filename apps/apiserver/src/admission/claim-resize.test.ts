import type { KubeObject } from '@kubets/apimachinery';
import type { PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import { createMemoryObjects } from '../auth/testing/memory-objects';
import { persistentVolumeClaimResize as plugin } from './claim-resize';
import { attributesOf } from './testing/attributes';

const reader = createMemoryObjects({
  storageclasses: [
    { metadata: { name: 'grows' }, allowVolumeExpansion: true } as KubeObject,
    { metadata: { name: 'stays' } },
  ],
});
const claim = (storage: string, storageClassName = 'grows', phase = 'Bound'): PersistentVolumeClaim => ({
  metadata: { namespace: 'shop', name: 'c' },
  spec: { storageClassName, resources: { requests: { storage } } },
  status: { phase },
});
const annotated = (storage: string): PersistentVolumeClaim => {
  const { metadata, spec: { resources } = {}, status } = claim(storage);
  const annotations = { 'volume.beta.kubernetes.io/storage-class': 'grows' };
  return { metadata: { ...metadata, annotations }, spec: { resources }, status };
};
const NOT_BY_CLASS = 'only dynamically provisioned pvc can be resized';

test.each<[string, PersistentVolumeClaim, PersistentVolumeClaim, string | undefined]>([
  ['more of a class that grows', claim('1Gi'), claim('2Gi'), undefined],
  ['more of a class that grows, which an annotation names', annotated('1Gi'), annotated('2Gi'), undefined],
  ['the same', claim('1Gi', 'stays'), claim('1024Mi', 'stays'), undefined],
  ['more of a class that does not', claim('1Gi', 'stays'), claim('2Gi', 'stays'), NOT_BY_CLASS],
  ['more of no class', claim('1Gi', ''), claim('2Gi', ''), NOT_BY_CLASS],
  ['more of a class that is gone', claim('1Gi', 'gone'), claim('2Gi', 'gone'), NOT_BY_CLASS],
  ['more before there is a volume', claim('1Gi', 'grows', 'Pending'), claim('2Gi'), 'Only bound persistent volume'],
])('%s', async (_, oldObject, object, refusal) => {
  const attributes = attributesOf({
    resource: 'persistentvolumeclaims',
    operation: 'UPDATE',
    object,
    oldObject,
    reader,
  });
  expect(plugin.handles(attributes)).toBe(true);
  const asked = (async () => plugin.validate(attributes))();
  await (refusal === undefined ? expect(asked).resolves.toBeUndefined() : expect(asked).rejects.toThrow(refusal));
});
