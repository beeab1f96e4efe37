import type { ContainerStatus } from '@kubets/proto-gen/core/v1';
import { logOptions } from '../streaming/log-handler';
import { logContainerId } from './container-log';

const terminated = (id: string) => ({ terminated: { exitCode: 1, containerID: `containerd://${id}` } });
const waiting = (reason: string) => ({ waiting: { reason } });

test.each<[string, ContainerStatus, boolean, string]>([
  ['running', { state: { running: {} }, containerID: 'containerd://a' }, false, 'a'],
  ['ended', { state: terminated('a') }, false, 'a'],
  ['waiting to be restarted', { state: waiting('CrashLoopBackOff'), lastState: terminated('a') }, false, 'a'],
  ['the one before', { state: { running: {} }, containerID: 'containerd://b', lastState: terminated('a') }, true, 'a'],
])('%s', (_, status, previous, id) => {
  expect(
    logContainerId({ metadata: { name: 'p' } }, { containerStatuses: [{ name: 'c', ...status }] }, 'c', previous),
  ).toBe(id);
});

test.each<[ContainerStatus, boolean, string]>([
  [{ state: waiting('ContainerCreating') }, false, 'container "c" in pod "p" is waiting to start: ContainerCreating'],
  [{ state: waiting('ErrImagePull') }, false, `container "c" in pod "p" is waiting to start: image can't be pulled`],
  [
    { state: waiting('ImagePullBackOff') },
    false,
    'container "c" in pod "p" is waiting to start: trying and failing to pull image',
  ],
  [{ state: {} }, false, 'container "c" in pod "p" is waiting to start - no logs yet'],
  [{ state: { running: {} } }, true, 'previous terminated container "c" in pod "p" not found'],
  [{ name: 'other' }, false, 'container "c" in pod "p" is not available'],
])('%j, previous %s: %s', (status, previous, message) => {
  expect(() =>
    logContainerId({ metadata: { name: 'p' } }, { containerStatuses: [{ name: 'c', ...status }] }, 'c', previous),
  ).toThrow(message);
});

test.each([
  ['', { follow: false, timestamps: false }],
  [
    'follow=true&timestamps=1&tailLines=0&limitBytes=5',
    { follow: true, timestamps: true, tailLines: 0, limitBytes: 5 },
  ],
  ['follow=True&timestamps=False', { follow: true, timestamps: false }],
  ['sinceSeconds=10', { follow: false, timestamps: false, sinceMs: 90_000 }],
  [
    'sinceTime=1970-01-01T00:01:00Z&stream=Stderr',
    { follow: false, timestamps: false, sinceMs: 60_000, stream: 'stderr' },
  ],
  ['tailLines=abc', undefined],
  ['sinceSeconds=1e400', undefined],
  ['limitBytes=1.5', undefined],
  ['sinceTime=yesterday', undefined],
])('options of %j', (query, expected) => {
  expect(logOptions(new URLSearchParams(query), 100_000)).toEqual(expected);
});
