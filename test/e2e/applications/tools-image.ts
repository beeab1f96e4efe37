import { chmod, copyFile, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cachedRootfs, publishImages } from '../../images/build';
import { layerOf } from '../../images/oci-image';
import { E2E } from '../cluster/e2e-cluster';

/** Publishes `alpine/k8s`, which charts run their scripts in: a shell, curl, openssl, and here this kubectl. */
export async function publishToolsImage(kubectl: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'kubets-tools-image-'));
  try {
    const rootfs = await layerOf(await cachedRootfs(join(__dirname, '../../../dist/test-images')));
    const program = join(work, 'usr/local/bin/kubectl');
    await mkdir(join(work, 'usr/local/bin'), { recursive: true });
    await copyFile(await realpath(kubectl), program);
    await chmod(program, 0o755);
    const layers = [rootfs, await layerOf(work)];
    const image = { repository: 'alpine/k8s', tags: ['1.37.0'], full: true, files: {}, config: { Cmd: ['sh'] } };
    await publishImages(`http://127.0.0.1:${E2E.registryPort}`, [image], () => layers);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
