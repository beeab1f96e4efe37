import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The packages, and all they depend on, that the test images are made of. */
const PACKAGES = ['nginx-light', 'curl', 'busybox-static', 'bind9-dnsutils', 'coreutils'];

/** Needed by package scripts only, which are not run: left out to keep the images small. */
const LEFT_OUT = /^(debconf|gcc-12-base|perl|python3|adduser|passwd|iproute2|media-types)/;

/**
 * Unpacks Debian packages with their dependencies into `root`, so that nginx, curl, dig and a busybox shell run in it.
 * Nothing of the host's file system gets in, and no package script is run.
 */
export async function buildRootfs(root: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'kubets-rootfs-'));
  try {
    await download(work).catch(async () => {
      // The package lists are missing, or older than what the mirror still has.
      await run('apt-get', ['update']);
      await download(work);
    });
    await mkdir(root, { recursive: true });
    for (const deb of (await readdir(work)).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg-deb', ['--extract', join(work, deb), root]);
    }
    await finish(root);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(work: string): Promise<void> {
  const packages = await closure(PACKAGES, work);
  await run('apt-get', ['download', ...packages], { cwd: work, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

async function closure(packages: string[], work: string): Promise<string[]> {
  const empty = join(work, 'status');
  await writeFile(empty, '');
  const simulate = ['-o', `Dir::State::status=${empty}`, '--simulate', '--no-install-recommends', 'install', ...packages];
  const { stdout } = await run('apt-get', simulate, { maxBuffer: 16 * 1024 * 1024 });
  return [...stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] as string).filter((name) => !LEFT_OUT.test(name));
}

async function finish(root: string): Promise<void> {
  for (const dir of ['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/bug', 'usr/share/lintian', 'etc/nginx/sites-enabled', 'etc/nginx/conf.d']) {
    await rm(join(root, dir), { recursive: true, force: true });
  }
  for (const dir of ['bin', 'sbin', 'usr/bin', 'usr/sbin', 'tmp', 'root', 'dev', 'proc', 'sys', 'run', 'var/log/nginx', 'var/lib/nginx', 'etc/nginx/conf.d', 'usr/share/nginx/html']) {
    await mkdir(join(root, dir), { recursive: true });
  }
  await chmod(join(root, 'tmp'), 0o1777);
  const { stdout } = await run(join(root, 'bin/busybox'), ['--list']);
  const present = new Set([...(await readdir(join(root, 'bin'))), ...(await readdir(join(root, 'usr/bin'))), ...(await readdir(join(root, 'usr/sbin')))]);
  const applets = stdout.split('\n').filter((applet) => applet && (applet === 'nslookup' || !present.has(applet)));
  await rm(join(root, 'usr/bin/nslookup'), { force: true });
  await Promise.all(applets.map((applet) => symlink('/bin/busybox', join(root, 'bin', applet))));
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n');
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n');
}
