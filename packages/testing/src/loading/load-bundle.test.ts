import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { cacheFolderOf, isCacheWanted, loadBundle } from './load-bundle';

let directory: string;
let loader: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kubets-bundle-'));
  loader = join(directory, 'load-bundle.cjs');
  const entryPoints = [join(__dirname, 'load-bundle.ts')];
  await build({ entryPoints, outfile: loader, bundle: true, platform: 'node', format: 'cjs' });
});
afterAll(() => rmSync(directory, { recursive: true }));

const cached = (folder: string): string[] => readdirSync(join(directory, folder)).sort();

/** What a process of its own prints that loads the text and runs the code. */
function run(text: string, folder: string, digest = 'a'): string {
  const file = join(directory, 'bundle.cjs');
  writeFileSync(file, text);
  const options = JSON.stringify({ file, digest, cacheFolder: join(directory, folder) });
  const loading = `const { exports, keep } = require(${JSON.stringify(loader)}).loadBundle(${options});`;
  const script = `${loading} console.log(exports.answer()); keep(); keep();`;
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim();
}

const ANSWERS =
  'exports.answer = () => [require("node:path").basename(__filename), __dirname === require("node:path").dirname(__filename)].join();';

test('what a process has used is kept for the next one, which answers the same', () => {
  expect(run(ANSWERS, 'same')).toBe('bundle.cjs,true');
  const [file, ...others] = cached('same');
  expect([file, others]).toEqual([expect.stringMatching(/^a-[\da-f]+\.v8$/), []]);
  expect(run(ANSWERS, 'same')).toBe('bundle.cjs,true');
  expect(cached('same')).toEqual([file]);
});

test('another content is known by its digest, and takes the place of what was kept', () => {
  expect(run('exports.answer = () => 1;', 'changed')).toBe('1');
  const before = cached('changed');
  expect(run('exports.answer = () => 2;', 'changed', 'b')).toBe('2');
  const after = cached('changed');
  expect([before.length, after.length]).toEqual([1, 1]);
  expect(after[0]).toMatch(/^b-/);
});

test('what V8 does not know is made anew', () => {
  run(ANSWERS, 'broken');
  const [file] = cached('broken');
  writeFileSync(join(directory, 'broken', file!), 'no code');
  expect(run(ANSWERS, 'broken')).toBe('bundle.cjs,true');
});

test('where nothing can be written nothing is kept, and nobody is told', () => {
  writeFileSync(join(directory, 'taken'), '');
  expect(run(ANSWERS, 'taken/folder')).toBe('bundle.cjs,true');
});

test('a runner of tests loads it its way, so that its objects are those of the test', () => {
  const file = join(directory, 'list.cjs');
  writeFileSync(file, 'exports.list = () => [];');
  const { exports, keep } = loadBundle({ file, digest: 'a', cacheFolder: join(directory, 'never') });
  expect((exports.list as () => unknown)()).toBeInstanceOf(Array);
  keep();
  expect(() => cached('never')).toThrow('ENOENT');
});

test.each([
  ['/p/node_modules/@kubets/testing/lib', '/p/node_modules/.cache/kit'],
  ['/p/node_modules/.pnpm/kit@1/node_modules/kit', '/p/node_modules/.pnpm/kit@1/node_modules/.cache/kit'],
  ['/src/packages/testing', undefined],
])('of a package in %s it is kept in %s', (folder, expected) => expect(cacheFolderOf(folder, 'kit')).toBe(expected));

test.each([
  [{}, true],
  [{ NODE_DISABLE_COMPILE_CACHE: '1' }, false],
  [{ NODE_V8_COVERAGE: '/tmp/coverage' }, false],
])('with %j it is kept: %s', (env, expected) => expect(isCacheWanted(env)).toBe(expected));
