import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE, putInto, putNode } from './node-program';
import { imageOf, layerOf } from './oci-image';
import { pushImage } from './registry';

/** What deploy/Dockerfile makes of the built dashboard, where there is no Docker: this Node.js with the libraries that it is linked to. */
export async function publishDashboardImage(registryUrl: string, bundles: string): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'kubets-dashboard-image-'));
  try {
    await putNode(root);
    await putInto(root, join(bundles, 'dashboard'), 'usr/lib/kubets/dashboard');
    const image = imageOf([await layerOf(root)], {
      Entrypoint: [NODE, '/usr/lib/kubets/dashboard/main.js'],
      Env: ['NODE_ENV=production'],
      User: '65532:65532',
    });
    await pushImage(registryUrl, 'kubets/dashboard', ['latest'], image);
  } finally {
    await rm(root, { recursive: true });
  }
}
