import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestLogger } from '@kubets/component/testing';
import type { Container } from '@kubets/proto-gen/core/v1';
import { envFiles } from './env-files';

let directory: string;
let volume: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubets-env-files-'));
  volume = join(directory, 'volume');
  await mkdir(join(volume, 'deep'), { recursive: true });
  await writeFile(join(directory, 'outside'), "A='secret'");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const read = async (...paths: string[]) => {
  const container: Container = {
    env: [
      { name: 'PLAIN', value: 'x' },
      ...paths.map((path) => ({ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'v', path, key: 'A' } } })),
    ],
  };
  return Object.fromEntries(await envFiles(container, new Map([['v', volume]]), createTestLogger()));
};

test('files are read once each, also through links inside the volume', async () => {
  await writeFile(join(volume, 'deep/env'), "A='1'");
  await symlink('deep/env', join(volume, 'link'));
  expect(await read('deep/env', 'link', 'link')).toEqual({
    'v/deep/env': { path: join(volume, 'deep/env'), text: "A='1'" },
    'v/link': { path: join(volume, 'link'), text: "A='1'" },
  });
});

test.each<[string, () => Promise<unknown>]>([
  ['is not there', async () => undefined],
  ['leads out of the volume', () => symlink('../outside', join(volume, 'env'))],
  ['is a directory', () => mkdir(join(volume, 'env'))],
  ['is too large', () => writeFile(join(volume, 'env'), 'x'.repeat(1024 * 1024 + 1))],
])('one that %s has no text', async (_, make) => {
  await make();
  expect(await read('env')).toEqual({ 'v/env': { path: join(volume, 'env') } });
});

test('of a volume that is not there is no file', async () => {
  const fileKeyRef = { volumeName: 'w', path: 'env', key: 'A' };
  const files = await envFiles({ env: [{ name: 'A', valueFrom: { fileKeyRef } }] }, new Map(), createTestLogger());
  expect([...files]).toEqual([]);
});
