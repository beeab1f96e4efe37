import { createFakeClock, type FakeClock } from '@kubets/component/testing';
import type { Container, Secret } from '@kubets/proto-gen/core/v1';
import { createFakeRuntime, type FakeRuntime } from '../runtimes/testing/fake-runtime';
import { createImageManager, type ImageManager } from './image-manager';

let runtime: FakeRuntime;
let clock: FakeClock;
let events: string[];
let images: ImageManager;
beforeEach(() => {
  runtime = createFakeRuntime();
  clock = createFakeClock();
  events = [];
  images = createImageManager({
    runtime,
    clock,
    events: {
      pod: () => undefined,
      container: (_pod, _container, type, reason, message) => void events.push(`${type} ${reason} ${message}`),
    },
  });
});

const ensure = (container: Container, o: { pullSecrets?: Secret[]; signal?: AbortSignal } = {}) =>
  images.ensure(
    { metadata: { uid: 'u' } },
    { name: 'c', ...container },
    { pullSecrets: o.pullSecrets ?? [], signal: o.signal ?? new AbortController().signal },
  );

test.each<[string, Container, string[]]>([
  ['IfNotPresent and there', { image: 'busybox:1', imagePullPolicy: 'IfNotPresent' }, []],
  ['Never and there', { image: 'busybox:1', imagePullPolicy: 'Never' }, []],
  ['Always', { image: 'busybox:1', imagePullPolicy: 'Always' }, ['pull busybox:1']],
  ['IfNotPresent and not there', { image: 'nginx:2', imagePullPolicy: 'IfNotPresent' }, ['pull nginx:2']],
  ['no tag and no policy', { image: 'nginx' }, ['pull nginx:latest']],
])('%s', async (_, container, calls) => {
  await ensure(container);
  expect(runtime.calls).toEqual(calls);
});

test('a name that no registry can have is not asked for', async () => {
  await expect(ensure({ image: 'Not/An:image' })).rejects.toMatchObject({
    reason: 'InvalidImageName',
    message: `Failed to apply default image tag "Not/An:image": couldn't parse image name "Not/An:image": repository name must be lowercase`,
  });
  expect(runtime.calls).toEqual([]);
});

test('events tell of a pull', async () => {
  await ensure({ image: 'nginx:2' });
  await ensure({ image: 'nginx:2', imagePullPolicy: 'IfNotPresent' });
  expect(events).toEqual([
    'Normal Pulling Pulling image "nginx:2"',
    expect.stringMatching(
      /^Normal Pulled Successfully pulled image "nginx:2" in \d+m?s \(\d+m?s including waiting\)\. Image size: 7 bytes\.$/,
    ),
    'Normal Pulled Container image "nginx:2" already present on machine',
  ]);
});

test('a pull that fails is backed off, longer each time', async () => {
  const waits: (number | undefined)[] = [];
  for (let n = 0; n < 3; n++) {
    runtime.failNext('pull', 'no such image');
    await expect(ensure({ image: 'nginx:2' })).rejects.toMatchObject({
      reason: 'ErrImagePull',
      message: 'no such image',
    });
    const problem = await ensure({ image: 'nginx:2' }).catch(
      (error: unknown) => error as { reason: string; message: string; retryAfterMs?: number },
    );
    expect(problem).toMatchObject({
      reason: 'ImagePullBackOff',
      message: 'Back-off pulling image "nginx:2": ErrImagePull: no such image',
    });
    waits.push((problem as { retryAfterMs?: number }).retryAfterMs);
    await clock.advance(300_000);
  }
  expect(waits).toEqual([10_000, 20_000, 40_000]);
  await ensure({ image: 'nginx:2' });
});

test('credentials are tried one after the other', async () => {
  const login = (user: string) => ({
    data: {
      '.dockerconfigjson': Buffer.from(
        JSON.stringify({ auths: { 'quay.io': { username: user, password: 'p' } } }),
      ).toString('base64'),
    },
  });
  runtime.failNext('pull quay.io/a:1 as ann', 'denied');
  await ensure({ image: 'quay.io/a:1' }, { pullSecrets: [login('ann'), login('bob')] });
  expect(runtime.calls).toEqual(['pull quay.io/a:1 as ann', 'pull quay.io/a:1 as bob']);
});

test('no more than four at a time, and a pull that nobody wants any more ends', async () => {
  const held = runtime.hold('pull');
  const stop = new AbortController();
  const all = [1, 2, 3, 4, 5].map((n) => ensure({ image: `i:${n}` }, n === 1 ? { signal: stop.signal } : {}));
  await clock.advance(0);
  expect(runtime.calls).toHaveLength(4);
  stop.abort();
  await expect(all[0]).rejects.toThrow('canceled');
  await clock.advance(0);
  expect(runtime.calls).toHaveLength(5);
  held.release();
  await Promise.all(all.slice(1));
});
