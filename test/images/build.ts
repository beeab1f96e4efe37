import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CATALOG, writeFiles } from './catalog';
import { imageOf, layerOf, type Layer } from './oci-image';
import { pushImage } from './registry';
import { buildRootfs } from './rootfs';

/**
 * Makes every image of the catalogue and pushes it to the registry.
 * The root file system, which takes the time, is kept in `cacheDir` and made anew when its recipe changes.
 */
export async function publishTestImages(registryUrl: string, cacheDir: string): Promise<void> {
  const rootfs = await cachedRootfs(cacheDir);
  const work = await mkdtemp(join(tmpdir(), 'kubets-images-'));
  try {
    const base = await layerOf(rootfs);
    const busybox = await busyboxLayer(rootfs, join(work, 'busybox'));
    for (const [index, image] of CATALOG.entries()) {
      const layers: Layer[] = [image.full ? base : busybox];
      if (Object.keys(image.files).length > 0) {
        const dir = join(work, `image-${index}`);
        await writeFiles(image, dir);
        layers.push(await layerOf(dir));
      }
      await pushImage(registryUrl, image.repository, image.tags, imageOf(layers, image.config));
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The root file system that the images are made of: nginx, curl, dig and a static busybox, from Debian packages. */
export async function cachedRootfs(cacheDir: string): Promise<string> {
  const recipe = createHash('sha256').update(await readFile(join(__dirname, 'rootfs.ts'))).digest('hex').slice(0, 16);
  const rootfs = join(cacheDir, `rootfs-${recipe}`);
  if (existsSync(rootfs)) return rootfs;
  const building = `${rootfs}.building`;
  await rm(building, { recursive: true, force: true });
  await buildRootfs(building);
  await rename(building, rootfs);
  return rootfs;
}

async function busyboxLayer(rootfs: string, dir: string): Promise<Layer> {
  await mkdir(join(dir, 'bin'), { recursive: true });
  await mkdir(join(dir, 'etc'), { recursive: true });
  await cp(join(rootfs, 'bin/busybox'), join(dir, 'bin/busybox'));
  await writeFile(join(dir, 'etc/passwd'), 'root:x:0:0:root:/:/bin/busybox\n');
  return layerOf(dir);
}
