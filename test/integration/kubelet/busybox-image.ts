import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cachedRootfs } from '../../images/build';
import { imageOf, layerOf } from '../../images/oci-image';

const run = promisify(execFile);
const IMAGE_CACHE = join(__dirname, '../../../dist/test-images');
const applets = [
  'sh',
  'sleep',
  'cat',
  'echo',
  'ls',
  'id',
  'httpd',
  'wget',
  'nc',
  'kill',
  'touch',
  'rm',
  'test',
  'true',
  'false',
  'hostname',
  'ip',
  'stat',
  'head',
  'seq',
  'dd',
  'mkdir',
  'ln',
  'grep',
  'date',
  'trap',
  'env',
  'mount',
  'tty',
  'stty',
  'wc',
];

/** Writes an OCI archive with one tiny image (a static busybox) that can be imported under several names. */
export async function writeBusyboxArchive(archive: string, names: readonly string[]): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'kubets-busybox-'));
  try {
    const root = join(work, 'root');
    for (const folder of ['bin', 'tmp', 'etc', 'var/run', 'www']) await mkdir(join(root, folder), { recursive: true });
    await copyFile(join(await cachedRootfs(IMAGE_CACHE), 'bin/busybox'), join(root, 'bin/busybox'));
    for (const applet of applets) await symlink('busybox', join(root, 'bin', applet)).catch(() => undefined);
    await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/:/bin/sh\nweb:x:1000:1000::/:/bin/sh\n');
    await writeFile(join(root, 'etc/group'), 'root:x:0:\nweb:x:1000:\n');
    await writeFile(join(root, 'www/index.html'), 'hello\n');
    const image = imageOf([await layerOf(root)], { Cmd: ['sleep', '3600000'] });
    const layout = join(work, 'oci');
    await mkdir(join(layout, 'blobs/sha256'), { recursive: true });
    for (const blob of [...image.blobs, image.manifest])
      await writeFile(join(layout, 'blobs/sha256', blob.digest.split(':')[1]!), blob.bytes);
    const { mediaType, digest, bytes } = image.manifest;
    const manifests = names.map((name) => ({
      mediaType,
      digest,
      size: bytes.length,
      annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name },
    }));
    await writeFile(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
    await writeFile(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    await run('tar', ['-C', layout, '-cf', archive, '.']);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
