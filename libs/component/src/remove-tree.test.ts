import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeTree } from './remove-tree';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'kubets-tree-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Directories in each other, far beyond what fits into one path. */
function dig(directory: string, depth: number): void {
  const code = `for (let n = 0; n < ${depth}; n++) { fs.mkdirSync('${'d'.repeat(200)}'); process.chdir('${'d'.repeat(200)}'); }`;
  execFileSync(process.execPath, ['-e', code], { cwd: directory });
}

test('a tree deeper than a path may be long goes', async () => {
  const deep = join(root, 'deep');
  mkdirSync(deep);
  dig(deep, 50);
  await removeTree(deep);
  expect(existsSync(deep)).toBe(false);
});

test('many files go, and others are served meanwhile', async () => {
  const many = join(root, 'many');
  mkdirSync(many);
  for (let index = 0; index < 2000; index++) writeFileSync(join(many, `${index}`), '');
  const before = process.cpuUsage();
  await removeTree(many);
  const { user, system } = process.cpuUsage(before);
  expect(existsSync(many)).toBe(false);
  // The work is another process' own: fs.rm takes more than this of ours.
  expect((user + system) / 1000).toBeLessThan(100);
});

test('links are removed, not what they lead to', async () => {
  const elsewhere = join(root, 'elsewhere');
  const tree = join(root, 'tree');
  mkdirSync(elsewhere);
  mkdirSync(tree);
  writeFileSync(join(elsewhere, 'kept'), '');
  symlinkSync(elsewhere, join(tree, 'link'));
  await removeTree(tree);
  expect([existsSync(tree), existsSync(join(elsewhere, 'kept'))]).toEqual([false, true]);
});

test('what is not there is gone already; a name may begin with a dash', async () => {
  await removeTree(join(root, 'nothing'));
  mkdirSync(join(root, '-rf'));
  await removeTree(join(root, '-rf'));
  expect(existsSync(join(root, '-rf'))).toBe(false);
});

test.each(['', '.', 'relative', '/', '//', '/tmp/..'])('%j is refused', async (directory) => {
  await expect(removeTree(directory)).rejects.toThrow('is no directory to be removed');
});
