import { chmod, mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mounts } from '../system/mounts';
import { bindSubPath } from './sub-path';

let directory: string;
let volume: string;
let bound: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubets-subpath-'));
  volume = join(directory, 'volume');
  await mkdir(volume);
  bound = [];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const mounts: Mounts = {
  mountTmpfs: async () => undefined,
  mountImage: async () => undefined,
  // What the descriptor stands for is what would be mounted.
  bindDescriptor: async (descriptor) => void bound.push(await readlink(`/proc/self/fd/${descriptor}`)),
  isMounted: async () => false,
  unmountBelow: async () => undefined,
};
const bind = (subPath: string, missing?: string) =>
  bindSubPath(volume, subPath, join(directory, 'target'), { mounts, missing });

test('a directory, a file, and one that has to be made', async () => {
  await mkdir(join(volume, 'dir'));
  await bind('dir');
  expect((await stat(join(directory, 'target'))).isDirectory()).toBe(true);
  await rm(join(directory, 'target'), { recursive: true });
  await writeFile(join(volume, 'file'), 'x');
  await bind('file');
  expect(await readFile(join(directory, 'target'), 'utf8')).toBe('');
  await rm(join(directory, 'target'));
  await bind('a/b/c');
  expect(bound).toEqual([join(volume, 'dir'), join(volume, 'file'), join(volume, 'a/b/c')]);
});

test('a link that stays inside is followed', async () => {
  await mkdir(join(volume, '..2026'));
  await writeFile(join(volume, '..2026/conf'), 'x');
  await symlink('..2026', join(volume, '..data'));
  await symlink('..data/conf', join(volume, 'conf'));
  await bind('conf');
  expect(bound).toEqual([join(volume, '..2026/conf')]);
});

test.each([
  ['../outside', 'must be relative'],
  ['/etc', 'must be relative'],
  ['link', 'not within volume path'],
  ['link/passwd', 'not within volume path'],
])('%s is refused', async (subPath, message) => {
  await symlink('/etc', join(volume, 'link'));
  await expect(bind(subPath)).rejects.toThrow(message);
  expect(bound).toEqual([]);
});

test('nothing is made behind a link that leads out', async () => {
  await symlink(directory, join(volume, 'link'));
  await expect(bind('link/made')).rejects.toThrow();
  await expect(stat(join(directory, 'made'))).rejects.toThrow('ENOENT');
});

test('a path that was a file and is a directory now, and the other way round', async () => {
  await writeFile(join(volume, 'a'), 'x');
  await bind('a');
  await rm(join(volume, 'a'));
  await bind('a');
  expect((await stat(join(directory, 'target'))).isDirectory()).toBe(true);
  await rm(join(volume, 'a'), { recursive: true });
  await writeFile(join(volume, 'a'), 'x');
  await bind('a');
  expect((await stat(join(directory, 'target'))).isFile()).toBe(true);
});

test('what must not be made is not', async () => {
  await expect(bind('gone', 'no such key')).rejects.toThrow('no such key');
  await expect(stat(join(volume, 'gone'))).rejects.toThrow('ENOENT');
});

test('what is made has the mode of the volume, whatever the umask says', async () => {
  await chmod(volume, 0o3777);
  await bind('a/b');
  for (const made of ['a', 'a/b']) expect((await stat(join(volume, made))).mode & 0o7777).toBe(0o3777);
});
