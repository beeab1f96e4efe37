import type { KubeObject } from '@kubets/apimachinery';
import { keepSystemMetadata } from './system-metadata';

const stored: KubeObject = {
  metadata: { name: 'x', uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z', generation: 3, generateName: 'x-' },
};

test('what a client leaves out stays as it was, and so does what it may not say', () => {
  const object: KubeObject = { metadata: { generation: 9, creationTimestamp: '2020-01-01T00:00:00Z' } };
  keepSystemMetadata(object, stored);
  expect(object).toEqual({ ...stored, metadata: { ...stored.metadata } });
});

test('another identity or end of life is left for validation to refuse', () => {
  const metadata = { uid: 'other', deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 1 };
  const object: KubeObject = { metadata: { ...metadata } };
  keepSystemMetadata(object, stored);
  expect(object.metadata).toMatchObject(metadata);
});
