// What all bundles have in common.

/**
 * What packages load for that which no service uses: the traces that prom-client can put beside a counter, its own set of process
 * metrics, those of several processes and its summaries, and the .proto reader of gRPC's channelz and ORCA services.
 */
const UNUSED = [
  {
    importer: /\/prom-client\//,
    path: /^(@opentelemetry\/api|\.\/lib\/(cluster|defaultMetrics|pushgateway|summary))$/,
  },
  { importer: /\/@grpc\/grpc-js\//, path: /^@grpc\/proto-loader$/ },
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
