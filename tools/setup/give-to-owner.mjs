import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What set-up makes in a clone: of dist only what it has built, for what tests leave there is theirs. */
const MADE = ['dist/apps', 'dist/packages', 'dist/.built', '.nx', 'node_modules'];

/**
 * Under sudo what was installed and built belongs to whom the clone belongs to, who can build it again then. Nothing is done for root's
 * own clone, and by others than root.
 */
export function giveToOwner(root) {
  const { uid, gid } = statSync(root);
  if (process.getuid() !== 0 || uid === 0) return;
  const made = MADE.map((path) => join(root, path)).filter((path) => existsSync(path));
  if (existsSync(join(root, 'dist'))) chownSync(join(root, 'dist'), uid, gid);
  if (made.length > 0) spawnSync('chown', ['--recursive', `${uid}:${gid}`, ...made], { stdio: 'inherit' });
}
