// What all bundles have in common.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const LIBRARIES = resolve(dirname(fileURLToPath(import.meta.url)), '../../libs');

/**
 * What packages load for that which no service uses: the traces that prom-client can put beside a counter, its own set of process
 * metrics, those of several processes and its summaries, the .proto reader of gRPC's channelz and ORCA services, and pino's threads that write
 * logs, with Node.js' own module of threads, of which it asks only whether to flush at the end what we write at once.
 */
const UNUSED = [
  {
    importer: /\/prom-client\//,
    path: /^(@opentelemetry\/api|\.\/lib\/(cluster|defaultMetrics|pushgateway|summary))$/,
  },
  { importer: /\/(@grpc\/grpc-js|etcd3)\//, path: /^@grpc\/proto-loader$/ },
  { importer: /\/pino\//, path: /^(worker_threads|\.\/(lib\/)?(transport|multistream))$/ },
];
const SERVICES_OF_KINDS = /\/libs\/proto-gen\/src\/gen\/kubets\//;
export const withoutUnused = {
  name: 'without-unused',
  setup(esbuild) {
    esbuild.onResolve({ filter: /./ }, ({ path, importer }) =>
      UNUSED.some((unused) => unused.importer.test(importer) && unused.path.test(path))
        ? { path, namespace: 'unused' }
        : undefined,
    );
    // Generated services name a class for a client of each, which nobody makes: without it the package is not wanted, either. What services of
    // kinds take of it for that is not there, so that who asks by them does not load what another part of the service serves with.
    esbuild.onResolve({ filter: /^@grpc\/grpc-js$/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === withoutUnused) return undefined;
      if (SERVICES_OF_KINDS.test(importer)) return { path, namespace: 'clients', sideEffects: false };
      return { ...(await esbuild.resolve(path, { resolveDir, kind, pluginData: withoutUnused })), sideEffects: false };
    });
    esbuild.onLoad({ filter: /./, namespace: 'clients' }, () => ({
      contents: 'export const makeGenericClientConstructor = undefined;',
    }));
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

const [IMPORT, EXPORT] = [
  /^import \{([^}]*)\} from '@kubets\/([a-z-]+)';/gm,
  /^export (?:type )?\{([^}]*)\} from '([^']+)';/gm,
];
/** `a, type B, c as d` as pairs of the name outside and the name inside. */
const namesIn = (list) =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
    .map((name) => {
      const [inside, outside = inside] = name.replace(/^type /, '').split(' as ');
      return { name, inside, outside };
    });
/**
 * What is imported from a library by its index.ts comes from the file that has it: esbuild puts all that anybody uses of an index into one
 * file, so that what is loaded when it is wanted, and --help, would come with it.
 */
export const withoutIndexes = {
  name: 'without-indexes',
  setup(esbuild) {
    const indexes = new Map();
    const indexOf = (library) => {
      if (!indexes.has(library)) indexes.set(library, readIndex(library));
      return indexes.get(library);
    };
    esbuild.onLoad({ filter: /\/(apps|libs)\/[^/]+\/src\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const found = [...source.matchAll(IMPORT)];
      const known = new Map(await Promise.all(found.map(async ([, , library]) => [library, await indexOf(library)])));
      const contents = source.replace(IMPORT, (whole, list, library) => fromFiles(whole, list, known.get(library)));
      return { contents, loader: 'ts' };
    });
  },
};

/** Name → file and the name that it has there. */
async function readIndex(library) {
  const folder = join(LIBRARIES, library, 'src');
  const source = await readFile(join(folder, 'index.ts'), 'utf8');
  return new Map(
    [...source.matchAll(EXPORT)].flatMap(([, list, from]) =>
      namesIn(list).map(({ inside, outside }) => [outside, { file: join(folder, from), inside }]),
    ),
  );
}

function fromFiles(whole, list, index) {
  const imports = namesIn(list)
    .filter(({ name }) => !name.startsWith('type '))
    .map(({ inside: wanted, outside: local }) => {
      const { file, inside } = index.get(wanted) ?? {};
      return file && `import { ${inside} as ${local} } from ${JSON.stringify(file)};`;
    });
  // In as many lines, so that source maps lead to where it is.
  return imports.includes(undefined) ? whole : imports.join(' ') + '\n'.repeat(whole.split('\n').length - 1);
}

/** What of node:tls is used. */
const OF_TLS = ['checkServerIdentity', 'connect', 'createSecureContext', 'Server'];
/**
 * Who imports node:tls gets each of its exports, and with `rootCertificates` the text of all authorities that Node.js knows: 300 KiB
 * of every process. Who requires it gets what is asked for.
 */
export const withoutRootCertificates = {
  name: 'without-root-certificates',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^node:tls$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'required', sideEffects: false } : undefined,
    );
    esbuild.onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({
      contents: `export const { ${OF_TLS.join(', ')} } = require(${JSON.stringify(path)});`,
    }));
  },
};

const GENERATED = /\/libs\/proto-gen\/src\/gen\/.*\.ts$/;
/** Gives what is local to a generated file names of a letter: V8 keeps the text of all code, and this is most of it. What it exports keeps its name. */
export const withShortNames = {
  name: 'with-short-names',
  setup(esbuild) {
    esbuild.onLoad({ filter: GENERATED }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), {
        loader: 'ts',
        target: BUNDLED.target,
        minifyIdentifiers: true,
        sourcemap: 'inline',
        sourcefile: path,
      });
      return { contents: code, loader: 'js' };
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
