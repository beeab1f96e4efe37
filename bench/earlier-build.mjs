import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './command.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Builds these apps as they were at a commit, with what is installed here; the checkout's path, which goes when this process ends. */
export function buildEarlier(commit, apps) {
  const scratch = mkdtempSync(join(tmpdir(), 'kubets-earlier-'));
  const worktree = join(scratch, 'checkout');
  process.on('exit', () => {
    spawnSync('git', ['worktree', 'remove', '--force', worktree], { cwd: root });
    rmSync(scratch, { recursive: true, force: true });
  });
  run('git', ['worktree', 'add', '--detach', worktree, commit], root);
  symlinkSync(join(root, 'node_modules'), join(worktree, 'node_modules'));
  for (const app of apps) run(process.execPath, ['tools/build/bundle.mjs', app], worktree);
  return worktree;
}
