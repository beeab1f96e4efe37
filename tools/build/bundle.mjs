// Bundles one app into dist/apps/<app>/: a service starts from one file, without node_modules. What runs in a thread of
// its own (src/**/*-thread.ts) is a file beside it. package.json says that modules have no side effects, so those of which a
// service uses nothing stay out of its bundle.
import { cp, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

const app = process.argv[2];
if (!app) {
  console.error('usage: bundle.mjs APP');
  process.exit(2);
}
const outdir = `dist/apps/${app}`;

/** etcd3 reads its .proto files from its own package when it is loaded: they go with the bundle. */
const etcdProtos = {
  name: 'etcd-protos',
  setup(esbuild) {
    esbuild.onLoad({ filter: /etcd3\/lib\/connection-pool\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace('${__dirname}/../proto/rpc.proto', '${__dirname}/etcd-protos/rpc.proto');
      if (contents === source) throw new Error(`${path} no longer loads its protos the way this plugin expects`);
      await cp(join(dirname(path), '../proto'), join(outdir, 'etcd-protos'), { recursive: true });
      return { contents };
    });
  },
};

const sources = `apps/${app}/src`;
const threads = (await readdir(sources, { recursive: true })).filter((file) => file.endsWith('-thread.ts'));

await build({
  entryPoints: ['main.ts', ...threads].map((file) => ({ in: join(sources, file), out: basename(file, '.ts') })),
  outdir,
  tsconfig: 'tsconfig.base.json',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  plugins: [etcdProtos],
});
