import type { Pod } from '@kubets/proto-gen/core/v1';
import { waitingForImages, waitingOf } from './pods-without-images';

const pod = (name: string, reason: string): Pod => ({
  metadata: { namespace: 'default', name },
  status: { containerStatuses: [{ name: 'c', image: 'nginx', state: { waiting: { reason, message: `no ${name}` } } }] },
});

test('pods that wait for something else are not told', () => {
  expect(waitingForImages(waitingOf([pod('a', 'ContainerCreating'), pod('b', 'CrashLoopBackOff'), {}]))).toEqual([]);
});

test('how many wait, and what the first of them waits for', () => {
  const waiting = waitingOf([pod('a', 'ErrImagePull'), pod('b', 'ImagePullBackOff')]);
  expect(waiting[1]).toEqual({ pod: 'default/b', image: 'nginx', message: 'no b' });
  expect(waitingForImages(waiting)).toEqual(['', '2 pods wait for images, such as default/a.', 'nginx: no a']);
  expect(waitingForImages(waiting.slice(1))).toEqual(['', 'default/b waits for an image.', 'nginx: no b']);
});
