import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { NODE, putNode } from './node-program';
import { imageOf, layerOf } from './oci-image';
import { pushImage } from './registry';

/** Publishes `example/greeter`, in two versions: a gRPC service in Node.js, and nothing else, not even a shell. */
export async function publishGreeterImage(registryUrl: string): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'kubets-greeter-image-'));
  try {
    const [node, app] = [join(root, 'node'), join(root, 'app')];
    await putNode(node);
    await build({
      entryPoints: ['server', 'client'].map((name) => join(__dirname, `greeter/${name}.ts`)),
      bundle: true,
      platform: 'node',
      logLevel: 'error',
      outdir: join(app, 'app'),
    });
    const layers = [await layerOf(node), await layerOf(app)];
    for (const version of ['1.0', '1.1']) {
      const config = { Entrypoint: [NODE, '/app/server.js'], Env: [`VERSION=${version}`], User: '65532:65532' };
      await pushImage(registryUrl, 'example/greeter', [version], imageOf(layers, config));
    }
  } finally {
    await rm(root, { recursive: true });
  }
}
