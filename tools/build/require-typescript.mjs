// How a command of the checkout loads its TypeScript as it stands. Not one bundle, as the benchmarks are: what the end-to-end
// tests share finds its files beside its source.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { transformSync } from 'esbuild';

/** The exports of `path`, which is relative to the module with the URL `from`. */
export function requireTypeScript(from, path) {
  const require = createRequire(from);
  require.extensions['.ts'] = compilerOf('ts');
  // What is shared with scripts.
  require.extensions['.mjs'] = compilerOf('js');
  return require(path);
}

const compilerOf = (loader) => (module, file) => {
  const { code } = transformSync(readFileSync(file, 'utf8'), {
    loader,
    format: 'cjs',
    target: 'node20',
    sourcefile: file,
    sourcemap: 'inline',
    supported: { 'dynamic-import': false },
  });
  module._compile(code, file);
};
