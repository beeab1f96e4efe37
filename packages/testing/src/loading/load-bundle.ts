import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { runInThisContext, Script } from 'node:vm';

export interface LoadOptions {
  /** A CommonJS module of nothing but ASCII. */
  file: string;
  /** Another one for each content of the file. */
  digest: string;
  /** Where what V8 has made of the file is kept for the next process; nowhere when undefined. */
  cacheFolder: string | undefined;
}

export interface Loaded {
  exports: Record<string, unknown>;
  /** Keeps what V8 has made of the file by now for the next processes of the same Node.js, unless it is there. */
  keep(): void;
}

/** Loads a large module: reading it is most of what a new process does until its first cluster answers, but where another one has kept what comes of that. */
export function loadBundle({ file, digest, cacheFolder }: LoadOptions): Loaded {
  const require = createRequire(file);
  // Where a runner of tests gives each file globals of its own (jest, vitest's vm pools), code is loaded its way.
  if (runInThisContext('globalThis') !== globalThis)
    return { exports: require(file) as Loaded['exports'], keep: () => undefined };

  const cacheFile = cacheFolder && join(cacheFolder, `${digest}-${cachedDataVersionTag().toString(16)}.v8`);
  const cachedData = cacheFile === undefined ? undefined : contentOf(cacheFile);
  const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(file, 'latin1')}\n})`;
  const script = new Script(source, { filename: file, ...(cachedData ? { cachedData } : {}) });
  const module = { exports: {} };
  (script.runInThisContext() as (...args: unknown[]) => void)(module.exports, require, module, file, dirname(file));
  let isKept = cachedData !== undefined && !script.cachedDataRejected;
  return {
    exports: module.exports,
    keep() {
      if (cacheFile !== undefined && !isKept) write(cacheFile, script.createCachedData());
      isKept = true;
    },
  };
}

/** Where packages keep what they make for themselves: `.cache` of the `node_modules` that a package lies in; undefined for one in none. */
export function cacheFolderOf(folder: string, name: string): string | undefined {
  for (let parent = folder; dirname(parent) !== parent; parent = dirname(parent))
    if (basename(parent) === 'node_modules') return join(parent, '.cache', name);
  return undefined;
}

/** Whether the environment wants it as it wants Node.js' own cache of this kind. */
export const isCacheWanted = (env: NodeJS.ProcessEnv): boolean =>
  !env.NODE_DISABLE_COMPILE_CACHE && !env.NODE_V8_COVERAGE;

function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Whole or not at all, in place of what was kept for another content. Where nothing can be written, nothing is kept. */
function write(file: string, content: Buffer): void {
  const [folder, half] = [dirname(file), `${file}.${process.pid}`];
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    return;
  }
  try {
    writeFileSync(half, content);
    renameSync(half, file);
    const [digest] = basename(file).split('-');
    for (const other of readdirSync(folder)) if (!other.startsWith(`${digest}-`)) rmSync(join(folder, other));
  } catch {
    rmSync(half, { force: true });
  }
}
