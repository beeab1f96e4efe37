import { chmod, lstat, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setVolumeOwnership } from './volume-ownership';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kubets-ownership-'));
  await mkdir(join(root, 'dir'), { mode: 0o700 });
  await writeFile(join(root, 'dir/file'), 'x', { mode: 0o600 });
  await symlink('/etc', join(root, 'link'));
});
afterEach(() => rm(root, { recursive: true }));
const group = process.getgid!();
const modeOf = async (path: string) => ((await lstat(join(root, path))).mode & 0o7777).toString(8);

test('everything inside is for the group, and what is made later, too', async () => {
  const etc = (await lstat('/etc')).mode;
  await setVolumeOwnership(root, { group, readOnly: false, onlyOnMismatch: false });
  expect([await modeOf(''), await modeOf('dir'), await modeOf('dir/file')]).toEqual(['2770', '2770', '660']);
  expect((await lstat('/etc')).mode).toBe(etc);
});

test('of a read-only volume the group reads', async () => {
  await setVolumeOwnership(root, { group, readOnly: true, onlyOnMismatch: false });
  expect([await modeOf('dir'), await modeOf('dir/file')]).toEqual(['2750', '640']);
});

test('a volume whose root is right is left alone where the pod says so', async () => {
  await chmod(root, 0o2770);
  await setVolumeOwnership(root, { group, readOnly: false, onlyOnMismatch: true });
  expect(await modeOf('dir/file')).toBe('600');
  await chmod(root, 0o700);
  await setVolumeOwnership(root, { group, readOnly: false, onlyOnMismatch: true });
  expect(await modeOf('dir/file')).toBe('660');
});
