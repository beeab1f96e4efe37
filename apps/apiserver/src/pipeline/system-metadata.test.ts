import type { KubeObject } from '@kubets/apimachinery';
import { keepSystemMetadata, setCreateMetadata } from './system-metadata';

const stored: KubeObject = {
  metadata: { name: 'x', uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z', generation: 3 },
};

test('what a client leaves out stays as it was, and so does what it may not say', () => {
  const object: KubeObject = { metadata: { generation: 9, creationTimestamp: '2020-01-01T00:00:00Z' } };
  keepSystemMetadata(object, stored);
  expect(object).toEqual({ ...stored, metadata: { ...stored.metadata } });
});

test('what names were made from is the client’s to say', () => {
  const object: KubeObject = { metadata: { generateName: 'y-' } };
  keepSystemMetadata(object, { metadata: { name: 'x', generateName: 'x-' } });
  expect(object.metadata?.generateName).toBe('y-');
});

test.each([
  [true, 1],
  [false, 420],
])('a new object, whose generation is counted: %s', (isCounted, generation) => {
  const object: KubeObject = { metadata: { generation: 420, resourceVersion: '5' } };
  setCreateMetadata(object, isCounted, new Date());
  expect(object.metadata).toMatchObject({ generation });
  expect(object.metadata).not.toHaveProperty('resourceVersion');
});

test('another identity or end of life is left for validation to refuse', () => {
  const metadata = { uid: 'other', deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 1 };
  const object: KubeObject = { metadata: { ...metadata } };
  keepSystemMetadata(object, stored);
  expect(object.metadata).toMatchObject(metadata);
});
