// The command as users get it: from a clone by npx, and from the package that `npm run pack` makes, without a registry.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

jest.setTimeout(180_000);

const ROOT = join(__dirname, '../..');
const dir = mkdtempSync(join(tmpdir(), 'kubets-package-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function run(program: string, args: string[], cwd: string): string {
  const env = { ...process.env, npm_config_cache: join(dir, 'cache'), npm_config_offline: 'true' };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env });
  expect({ args, status, stderr: status === 0 ? '' : stderr }).toEqual({ args, status: 0, stderr: '' });
  return stdout;
}

test('npx kubets is the command of a clone', () => {
  expect(run('npx', ['kubets', '--help'], ROOT)).toContain('Usage: kubets');
});

test('the package is the command wherever it is installed, and needs no other package', () => {
  run(process.execPath, ['tools/build/pack.mjs'], ROOT);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const archive = join(ROOT, 'dist', `kubets-${version}.tgz`);
  run('npm', ['install', '--global', '--prefix', join(dir, 'prefix'), archive], dir);
  expect(readdirSync(join(dir, 'prefix/lib/node_modules'))).toEqual(['kubets']);
  expect(existsSync(join(dir, 'prefix/lib/node_modules/kubets/node_modules'))).toBe(false);
  const kubets = join(dir, 'prefix/bin/kubets');
  expect(run(kubets, ['version', '-o', 'json'], dir)).toContain('"program": "kubets"');
  expect(run(kubets, ['start', '--help'], dir)).toContain('--pod-cidr <cidr>');
  expect(spawnSync(kubets, ['start', '--nodes', '0'], { cwd: dir, encoding: 'utf8' }).stderr).toContain(
    '--nodes 0: must be',
  );
  const two = join(dir, 'two.yaml');
  writeFileSync(two, 'nodes: 0\n');
  const told = (...words: string[]) => spawnSync(kubets, words, { cwd: dir, encoding: 'utf8' }).stderr;
  expect(told('start', '-f', two)).toContain('--nodes 0: must be');
  writeFileSync(two, 'nodez: 3\n');
  expect(told('start', '-f', two)).toContain('there is no option nodez');
  // Set-up reads it, and the CLI does itself, out of its bundle.
  const bundle = spawnSync(process.execPath, [join(ROOT, 'dist/apps/cli/main.js'), 'start', '-f', two], {
    encoding: 'utf8',
  });
  expect(bundle.stderr).toContain('there is no option nodez');
  const unread = spawnSync('bash', ['-c', `'${kubets}' config | true`], { encoding: 'utf8' });
  expect(unread.stderr).toBe('');
  expect(told('node', 'add', '--count', '0')).toContain('one at least is wanted');
  expect(told('node', 'lst')).toContain('no command lst, one of node is wanted: list, add, remove');
  expect(told('node')).toContain('a command of node is wanted: list, add, remove');
});
