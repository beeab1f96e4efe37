// What all bundles have in common.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What packages load for that which no service uses: the traces that prom-client can put beside a counter, its own set of process
 * metrics, those of several processes and its summaries, and the .proto reader of gRPC's channelz and ORCA services.
 */
const UNUSED = [
  {
    importer: /\/prom-client\//,
    path: /^(@opentelemetry\/api|\.\/lib\/(cluster|defaultMetrics|pushgateway|summary))$/,
  },
  { importer: /\/(@grpc\/grpc-js|etcd3)\//, path: /^@grpc\/proto-loader$/ },
];
export const withoutUnused = {
  name: 'without-unused',
  setup(esbuild) {
    esbuild.onResolve({ filter: /./ }, ({ path, importer }) =>
      UNUSED.some((unused) => unused.importer.test(importer) && unused.path.test(path))
        ? { path, namespace: 'unused' }
        : undefined,
    );
    // Generated services name a class for a client of each, which nobody makes: without it the package is not wanted, either.
    esbuild.onResolve({ filter: /^@grpc\/grpc-js$/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === withoutUnused) return undefined;
      return { ...(await esbuild.resolve(path, { resolveDir, kind, pluginData: withoutUnused })), sideEffects: false };
    });
    esbuild.onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

const [REFLECTION, CLIENTS] = [
  /const packageDefinition = [\s\S]*?const etcdserverpb = services\.etcdserverpb;/,
  'const etcdserverpb = new Proxy({}, { get: () => grpc.Client });',
];
/**
 * etcd3 reads etcd's .proto files when it is loaded, for clients that encode by them. Of its clients we use the connections alone
 * (libs/store/src/etcd-connection.ts): in a bundle they are gRPC's plain ones, and the reader of .proto files stays out.
 */
export const withoutReflection = {
  name: 'without-reflection',
  setup(esbuild) {
    esbuild.onLoad({ filter: /etcd3\/lib\/connection-pool\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!REFLECTION.test(source)) throw new Error(`${path} no longer reads its .proto files the way this expects`);
      return { contents: source.replace(REFLECTION, CLIENTS) };
    });
  },
};

/** CommonJS packages ask for Node.js' own modules by require; Node.js 20.11 and later know the directory as import.meta.dirname. */
export const COMMONJS_IN_MODULES =
  'import{createRequire}from"node:module";' +
  'const require=createRequire(import.meta.url),__dirname=require("node:path").dirname(require("node:url").fileURLToPath(import.meta.url));';

/** Options of every bundle. */
export const BUNDLED = {
  tsconfig: 'tsconfig.base.json',
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
};

/**
 * V8 keeps a source with one character beyond Latin-1 in two bytes for each. esbuild escapes them but in regular expressions and templates
 * with a tag: there they have to be written as \u escapes. @throws Error that shows the first.
 */
export async function requireOneByteSources(folder) {
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.js'))) {
    const [found] = /.{0,30}[^\0-\xff].{0,10}/u.exec(await readFile(join(folder, file), 'utf8')) ?? [];
    if (found !== undefined)
      throw new Error(`${file} takes twice the memory for its source by a character of ${found}`);
  }
}
