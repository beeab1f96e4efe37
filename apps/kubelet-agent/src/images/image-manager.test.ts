import { createFakeClock, createTestLogger, eventually, type FakeClock } from '@kubets/component/testing';
import type { Container, Secret } from '@kubets/proto-gen/core/v1';
import { createFakeRuntime, type FakeRuntime } from '../runtimes/testing/fake-runtime';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowlistProblem, asksForProof, type AccessPolicy } from './access-policy';
import { openImageAccess } from './image-access';
import { createImageManager, type ImageManager } from './image-manager';

let runtime: FakeRuntime;
let clock: FakeClock;
let events: string[];
let images: ImageManager;
let directory: string;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'images-'));
  runtime = createFakeRuntime();
  clock = createFakeClock();
  events = [];
  images = await manager();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** As an agent that was started anew has it. */
async function manager(
  verification: AccessPolicy['verification'] = 'NeverVerifyPreloadedImages',
): Promise<ImageManager> {
  const policy = { verification, allowlist: [] };
  return createImageManager({
    access: await openImageAccess(join(directory, 'records'), policy, createTestLogger()),
    runtime,
    clock,
    events: {
      pod: () => undefined,
      container: (_pod, _container, type, reason, message) => void events.push(`${type} ${reason} ${message}`),
    },
  });
}

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
    'Normal Pulled Container image "nginx:2" already present on machine and can be accessed by the pod',
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

const login = (user: string, { name = user, password = 'p' } = {}): Secret => ({
  metadata: { namespace: 'd', name, uid: `uid-${name}` },
  data: {
    '.dockerconfigjson': Buffer.from(JSON.stringify({ auths: { 'quay.io': { username: user, password } } })).toString(
      'base64',
    ),
  },
});

test('credentials are tried one after the other', async () => {
  runtime.failNext('pull quay.io/a:1 as ann', 'denied');
  await ensure({ image: 'quay.io/a:1' }, { pullSecrets: [login('ann'), login('bob')] });
  expect(runtime.calls).toEqual(['pull quay.io/a:1 as ann', 'pull quay.io/a:1 as bob']);
});

test('no more than four at a time, and a pull that nobody wants any more ends', async () => {
  const held = runtime.hold('pull');
  const stop = new AbortController();
  const all = [1, 2, 3, 4, 5].map((n) => ensure({ image: `i:${n}` }, n === 1 ? { signal: stop.signal } : {}));
  await eventually(() => runtime.calls.length === 4);
  stop.abort();
  await expect(all[0]).rejects.toThrow('canceled');
  await eventually(() => runtime.calls.length === 5);
  held.release();
  await Promise.all(all.slice(1));
});

const PRIVATE: Container = { image: 'quay.io/a:1', imagePullPolicy: 'IfNotPresent' };

test('an image that was pulled with a secret is not there for pods without', async () => {
  await ensure(PRIVATE, { pullSecrets: [login('ann')] });
  runtime.failNext('pull quay.io/a:1', 'denied');
  await expect(ensure(PRIVATE)).rejects.toMatchObject({ reason: 'ErrImagePull', message: 'denied' });
  await expect(ensure({ ...PRIVATE, imagePullPolicy: 'Never' })).rejects.toMatchObject({ reason: 'ErrImageNeverPull' });
  runtime.calls.length = 0;
  // The same content under another name, and the same secret with another content.
  await ensure(PRIVATE, { pullSecrets: [login('ann', { name: 'copy' })] });
  await ensure(PRIVATE, { pullSecrets: [login('ann', { password: 'new' })] });
  expect(runtime.calls).toEqual([]);
  await clock.advance(300_000);
  await ensure(PRIVATE, { pullSecrets: [login('bob')] });
  await ensure(PRIVATE, { pullSecrets: [login('bob')] });
  expect(runtime.calls).toEqual(['pull quay.io/a:1 as bob']);
});

test('that is known after a restart, also of a pull that was cut off', async () => {
  await ensure(PRIVATE, { pullSecrets: [login('ann')] });
  const held = runtime.hold('pull quay.io/b');
  const cut = { image: 'quay.io/b:1', imagePullPolicy: 'IfNotPresent' };
  const pulling = ensure(cut, { pullSecrets: [login('ann')] });
  await eventually(() => runtime.calls.includes('pull quay.io/b:1 as ann'));
  images = await manager();
  held.release();
  await pulling;
  runtime.images.set('quay.io/b:1', { id: 'sha256:cut', names: ['quay.io/b:1'], sizeBytes: 1 });
  for (const container of [PRIVATE, cut]) {
    runtime.failNext(`pull ${container.image}`, 'denied');
    await expect(ensure(container)).rejects.toMatchObject({ message: 'denied' });
  }
});

test('an image that anybody can pull is there for all', async () => {
  await ensure({ image: 'quay.io/p:1', imagePullPolicy: 'IfNotPresent' });
  runtime.calls.length = 0;
  await ensure({ image: 'quay.io/p:1', imagePullPolicy: 'IfNotPresent' }, { pullSecrets: [login('ann')] });
  images = await manager('AlwaysVerify');
  await ensure({ image: 'quay.io/p:1', imagePullPolicy: 'IfNotPresent' });
  expect(runtime.calls).toEqual([]);
});

test('images that somebody put there are for all, unless each has to be proven', async () => {
  await ensure({ image: 'busybox:1', imagePullPolicy: 'IfNotPresent' });
  images = await manager('AlwaysVerify');
  await ensure({ image: 'busybox:1', imagePullPolicy: 'IfNotPresent' });
  expect(runtime.calls).toEqual(['pull busybox:1']);
});

test.each<[string, string, boolean]>([
  ['quay.io/a', 'quay.io/a:1', false],
  ['quay.io/a', 'quay.io/ab:1', true],
  ['quay.io/*', 'quay.io/a/b@sha256:00', false],
  ['library/*', 'nginx', false],
  ['nginx', 'docker.io/library/nginx:1', false],
])('with %s allowed, %s has to be proven: %s', (pattern, image, expected) => {
  const policy = { verification: 'NeverVerifyAllowlistedImages', allowlist: [pattern] } as const;
  expect(asksForProof(policy, image, true)).toBe(expected);
});

test.each(['*', 'a/*/b', 'a:1', 'a@sha256:0', '/*'])('%s is no entry of a list of allowed images', (pattern) =>
  expect(allowlistProblem(pattern)).toBeDefined(),
);
