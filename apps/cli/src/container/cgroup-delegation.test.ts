import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delegateCgroups } from './cgroup-delegation';

let root = '';
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'kubets-cgroup-'))));
afterEach(() => rm(root, { recursive: true, force: true }));

test('version 2: processes move down and every controller is handed down', async () => {
  await writeFile(join(root, 'cgroup.controllers'), 'cpuset cpu io memory pids\n');
  await writeFile(join(root, 'cgroup.procs'), '1\n');
  await delegateCgroups(root);
  expect(await readFile(join(root, 'init/cgroup.procs'), 'utf8')).toBe('1');
  expect(await readFile(join(root, 'cgroup.subtree_control'), 'utf8')).toBe('+cpuset +cpu +io +memory +pids');
});

test('version 1: nothing is touched', async () => {
  await delegateCgroups(root);
  expect(existsSync(join(root, 'init'))).toBe(false);
});
