import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CATALOG, ROOTFS, writeFiles, type CatalogImage } from './catalog';
import { imageOf, layerOf, type Layer } from './oci-image';
import { pushImage } from './registry';
import { buildRootfs, type RootfsRecipe } from './rootfs';

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
    await publishImages(registryUrl, CATALOG, ({ full }) => [full ? base : busybox]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Pushes images, each of the layers below it and its own files. */
export async function publishImages<T extends CatalogImage>(
  registryUrl: string,
  images: readonly T[],
  layersBelow: (image: T) => readonly Layer[],
): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'kubets-images-'));
  try {
    for (const [index, image] of images.entries()) {
      const layers: Layer[] = [...layersBelow(image)];
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

/** A root file system of Debian packages; without a recipe the one that the documents' images are made of. */
export async function cachedRootfs(cacheDir: string, recipe: RootfsRecipe = ROOTFS): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(__dirname, 'rootfs.ts')));
  hash.update(JSON.stringify({ ...recipe, leftOut: recipe.leftOut.source }));
  const rootfs = join(cacheDir, `rootfs-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(rootfs)) return rootfs;
  const building = `${rootfs}.building-${process.pid}`;
  await buildRootfs(building, recipe);
  await rename(building, rootfs).catch(async (error: Error) => {
    if (!existsSync(rootfs)) throw error;
    await rm(building, { recursive: true, force: true }); // another process was faster
  });
  return rootfs;
}

/** A static busybox and nothing else, for images that are not full. */
export async function busyboxLayer(rootfs: string, dir: string): Promise<Layer> {
  await mkdir(join(dir, 'bin'), { recursive: true });
  await mkdir(join(dir, 'etc'), { recursive: true });
  await cp(join(rootfs, 'bin/busybox'), join(dir, 'bin/busybox'));
  await writeFile(join(dir, 'etc/passwd'), 'root:x:0:0:root:/:/bin/busybox\n');
  return layerOf(dir);
}

/** A program at `path`, and nothing else; `dir` is where it is put together. */
export async function programLayer(program: string, dir: string, path: string, mode = 0o755): Promise<Layer> {
  const file = join(dir, path);
  await mkdir(dirname(file), { recursive: true });
  await copyFile(program, file);
  await chmod(file, mode);
  return layerOf(dir);
}
