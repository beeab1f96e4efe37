// The page of an app, for browsers: dist/apps/<app>/page, made of src/page. Files are named for what is in them, so that a browser
// keeps them for ever, and each lies beside its compressed form. What is imported only when it is wanted is a file of its own.
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build } from 'esbuild';

const compress = promisify(brotliCompress);
/** The last step costs ten times as much as this, for a hundredth less. */
const QUALITY = 9;

/** @param {string} sources folder with main.tsx, style.css, index.html and icon.svg @param {string} outdir */
export async function buildPage(sources, outdir) {
  await mkdir(outdir, { recursive: true });
  const { metafile } = await build({
    entryPoints: [
      { in: join(sources, 'main.tsx'), out: 'main' },
      join(sources, 'style.css'),
      join(sources, 'icon.svg'),
    ],
    outdir,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.svg': 'copy' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const outputs = Object.keys(metafile.outputs).map((path) => relative(outdir, path));
  const one = (pattern) => {
    const found = outputs.filter((name) => pattern.test(name));
    if (found.length !== 1) throw new Error(`the page has ${found.length} files like ${pattern}: ${outputs}`);
    return `/${found[0]}`;
  };
  const index = readFileSync(join(sources, 'index.html'), 'utf8')
    .replace('__SCRIPT__', one(/^main-\w+\.js$/))
    .replace('__STYLE__', one(/^style-\w+\.css$/))
    .replace('__ICON__', one(/^icon-\w+\.svg$/));
  await writeFile(join(outdir, 'index.html'), index);
  await Promise.all(
    outputs.map(async (name) => {
      const bytes = await readFile(join(outdir, name));
      const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      await writeFile(join(outdir, `${name}.br`), await compress(bytes, { params }));
    }),
  );
}
