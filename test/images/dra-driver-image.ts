import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { NODE, putNode } from './node-program';
import { imageOf, layerOf } from './oci-image';
import { pushImage } from './registry';

/** Publishes `example/dra-driver:1.0`: a driver of devices in Node.js, and nothing else. */
export async function publishDraDriverImage(registryUrl: string): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'kubets-dra-driver-image-'));
  try {
    await putNode(root);
    await build({
      entryPoints: [join(__dirname, 'dra-driver/driver.ts')],
      bundle: true,
      platform: 'node',
      tsconfig: join(__dirname, '../../tsconfig.base.json'),
      logLevel: 'error',
      outdir: join(root, 'app'),
    });
    const config = { Entrypoint: [NODE, '/app/driver.js'] };
    await pushImage(registryUrl, 'example/dra-driver', ['1.0'], imageOf([await layerOf(root)], config));
  } finally {
    await rm(root, { recursive: true });
  }
}
