import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutOf } from '../cluster/layout';
import { DEFAULT_OPTIONS } from '../cluster/options';
import { kubeletRoot, shareKubeletRoots } from './kubelet-roots';

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('each root is a mount that is shared, once, and shows what was mounted in it before', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'kubets-roots-'));
  const layout = layoutOf({ ...DEFAULT_OPTIONS, stateDir, nodes: 2 });
  const roots = layout.nodes.map(kubeletRoot);
  const [first = ''] = roots;
  mkdirSync(join(first, 'pods/u'), { recursive: true });
  mkdirSync(join(stateDir, 'content'));
  // As on a machine with systemd.
  execFileSync('mount', ['--bind', stateDir, stateDir]);
  execFileSync('mount', ['--make-shared', stateDir]);
  writeFileSync(join(stateDir, 'content/file'), '');
  execFileSync('mount', ['--bind', join(stateDir, 'content'), join(first, 'pods/u')]);
  try {
    await shareKubeletRoots(layout);
    await shareKubeletRoots(layout);
    expect(existsSync(join(first, 'pods/u/file'))).toBe(true);
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    for (const root of roots) {
      const own = mounts.filter((line) => line.split(' ')[4] === root);
      expect(own).toEqual([expect.stringContaining(' shared:')]);
    }
    mkdirSync(join(first, 'pods/v'));
    execFileSync('mount', ['--bind', join(stateDir, 'content'), join(first, 'pods/v')]);
    const { stdout } = spawnSync('grep', ['--count', `${first}/pods/v `, '/proc/self/mountinfo'], { encoding: 'utf8' });
    expect(stdout).toBe('1\n');
  } finally {
    // The innermost first, and what lay below.
    const points = ['pods/v', 'pods/u', '', 'pods/u'].map((path) => join(first, path));
    for (const point of [...points, ...roots.slice(1), stateDir]) spawnSync('umount', ['--lazy', point]);
    rmSync(stateDir, { recursive: true, force: true });
  }
});
