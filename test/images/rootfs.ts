import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a root file system is made of. */
export interface RootfsRecipe {
  /** Debian packages; what they depend on comes with them. What no package brings, a static busybox is, if it can. */
  packages: string[];
  /** Of these, what package scripts alone need, which are not run: left out to keep the images small. */
  leftOut: RegExp;
  /** Symbolic links by path, such as package scripts would make. */
  links: Record<string, string>;
}

/**
 * Unpacks Debian packages with their dependencies into `root`, so that their programs run in it.
 * Nothing of the host's file system gets in, and no package script is run.
 */
export async function buildRootfs(root: string, recipe: RootfsRecipe): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'kubets-rootfs-'));
  try {
    await download(recipe, work).catch(async () => {
      // The package lists are missing, or older than what the mirror still has.
      await run('apt-get', ['update']);
      await download(recipe, work);
    });
    await mkdir(root, { recursive: true });
    for (const deb of (await readdir(work)).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg-deb', ['--extract', join(work, deb), root]);
    }
    await finish(root, recipe);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(recipe: RootfsRecipe, work: string): Promise<void> {
  const packages = await closure(recipe, work);
  await run('apt-get', ['download', ...packages], {
    cwd: work,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

async function closure({ packages, leftOut }: RootfsRecipe, work: string): Promise<string[]> {
  const empty = join(work, 'status');
  await writeFile(empty, '');
  const simulate = [
    '-o',
    `Dir::State::status=${empty}`,
    '--simulate',
    '--no-install-recommends',
    'install',
    ...packages,
  ];
  const { stdout } = await run('apt-get', simulate, { maxBuffer: 16 * 1024 * 1024 });
  return [...stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] as string).filter((name) => !leftOut.test(name));
}

async function finish(root: string, { links }: RootfsRecipe): Promise<void> {
  for (const dir of [
    'usr/share/doc',
    'usr/share/man',
    'usr/share/locale',
    'usr/share/bug',
    'usr/share/lintian',
    'etc/nginx/sites-enabled',
    'etc/nginx/conf.d',
  ]) {
    await rm(join(root, dir), { recursive: true, force: true });
  }
  for (const dir of [
    'bin',
    'sbin',
    'usr/bin',
    'usr/sbin',
    'tmp',
    'root',
    'dev',
    'proc',
    'sys',
    'run',
    'var/log/nginx',
    'var/lib/nginx',
    'etc/nginx/conf.d',
    'usr/share/nginx/html',
  ]) {
    await mkdir(join(root, dir), { recursive: true });
  }
  await chmod(join(root, 'tmp'), 0o1777);
  for (const [path, target] of Object.entries(links)) await symlink(target, join(root, path));
  const { stdout } = await run(join(root, 'bin/busybox'), ['--list']);
  const present = new Set([
    ...(await readdir(join(root, 'bin'))),
    ...(await readdir(join(root, 'usr/bin'))),
    ...(await readdir(join(root, 'usr/sbin'))),
  ]);
  const applets = stdout.split('\n').filter((applet) => applet && (applet === 'nslookup' || !present.has(applet)));
  await rm(join(root, 'usr/bin/nslookup'), { force: true });
  await Promise.all(applets.map((applet) => symlink('/bin/busybox', join(root, 'bin', applet))));
  await writeFile(
    join(root, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n',
  );
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n');
}
