import { cp, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command } from '../e2e/cluster/command';
import { imageOf, layerOf } from './oci-image';
import { pushImage } from './registry';

/** What deploy/Dockerfile makes of the built dashboard, where there is no Docker: this Node.js with the libraries that it is linked to. */
export async function publishDashboardImage(registryUrl: string, bundles: string): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'kubets-dashboard-image-'));
  try {
    const put = async (from: string, to: string) => {
      await mkdir(join(root, dirname(to)), { recursive: true });
      await cp(from, join(root, to), { recursive: true, dereference: true, filter: (path) => !path.endsWith('.map') });
    };
    const node = await realpath(process.execPath);
    await put(node, 'usr/local/bin/node');
    for (const word of (await command('ldd', [node])).split(/\s/)) if (word.startsWith('/')) await put(word, word);
    await put(join(bundles, 'dashboard'), 'usr/lib/kubets/dashboard');
    const image = imageOf([await layerOf(root)], {
      Entrypoint: ['/usr/local/bin/node', '/usr/lib/kubets/dashboard/main.js'],
      Env: ['NODE_ENV=production'],
      User: '65532:65532',
    });
    await pushImage(registryUrl, 'kubets/dashboard', ['latest'], image);
  } finally {
    await rm(root, { recursive: true });
  }
}
