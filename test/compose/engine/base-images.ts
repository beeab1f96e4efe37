import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { command } from '../../e2e/cluster/command';
import { docker } from './docker';
import { ROOT, STATE_DIR } from './paths';

const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const MINUTES = 60_000;

/** What deploy/Dockerfile builds on. */
export const BASE_IMAGES = { debian: 'debian:bookworm-slim', node: 'node:26-bookworm-slim' } as const;

/**
 * Stands in, under their names, for the base images that cannot be pulled where there is no registry: Debian packages, the
 * Node.js that npm has and the npm of this machine.
 */
export async function makeBaseImages({ debian, node } = BASE_IMAGES): Promise<void> {
  const rootfs = await debianRootfs();
  const tar = ['--directory', rootfs, '--numeric-owner', '--create', '.'];
  await command(
    'sh',
    ['-c', `tar "$@" | /usr/bin/docker --host "$0" import --change 'CMD ["bash"]' - ${debian}`, docker.host, ...tar],
    { timeoutMs: 5 * MINUTES },
  );
  await docker(['build', '--tag', node, await nodeContext(debian)], { timeoutMs: 5 * MINUTES });
}

/** Made once; it is the only part of these tests that takes a while and does not change. */
async function debianRootfs(): Promise<string> {
  const recipe = createHash('sha256')
    .update(await readFile(__filename))
    .digest('hex')
    .slice(0, 16);
  const rootfs = join(STATE_DIR, `debian-${recipe}`);
  if (existsSync(rootfs)) return rootfs;
  const building = `${rootfs}.building`;
  await rm(building, { recursive: true, force: true });
  await mkdir(STATE_DIR, { recursive: true });
  await command(
    'debootstrap',
    ['--variant=minbase', '--include=ca-certificates', 'bookworm', building, 'http://deb.debian.org/debian'],
    { timeoutMs: 10 * MINUTES },
  );
  await command('sh', ['-c', 'rm -rf "$0"/var/cache/apt/* "$0"/var/lib/apt/lists/*', building]);
  // A machine behind a proxy that opens TLS trusts that proxy; so must npm in the build.
  await cp(CA_BUNDLE, join(building, CA_BUNDLE), { dereference: true });
  await rename(building, rootfs);
  return rootfs;
}

async function nodeContext(debian: string): Promise<string> {
  const context = join(STATE_DIR, 'node-image');
  await rm(context, { recursive: true, force: true });
  const modules = join(context, 'usr/local/lib/node_modules');
  await mkdir(modules, { recursive: true });
  await mkdir(join(context, 'usr/local/bin'), { recursive: true });
  const binary = await command(process.execPath, [join(ROOT, 'tools/setup/node-binary.mjs')], {
    timeoutMs: 5 * MINUTES,
  });
  await cp(await realpath(binary.trim()), join(context, 'usr/local/bin/node'));
  const npm = dirname(dirname(await realpath((await command('which', ['npm'])).trim())));
  await cp(npm, join(modules, 'npm'), { recursive: true });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(context, 'usr/local/bin/npm'));
  await writeFile(
    join(context, 'Dockerfile'),
    // The binary of Node.js 26 is linked against it, so node's own image has it, too.
    `FROM ${debian}\nRUN apt-get update && apt-get install --yes --no-install-recommends libatomic1\nCOPY usr /usr\nENV NODE_EXTRA_CA_CERTS=${CA_BUNDLE}\nCMD ["node"]\n`,
  );
  return context;
}
