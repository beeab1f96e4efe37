import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A clone as it is before anything was installed: without node_modules and dist. */
const clone = mkdtempSync(join(tmpdir(), 'kubets-clone-'));
beforeAll(() => {
  for (const path of ['package.json', 'tools/setup', 'tools/build', 'apps/cli/src/setup'])
    cpSync(join(__dirname, '../..', path), join(clone, path), { recursive: true });
});
afterAll(() => rmSync(clone, { recursive: true }));

const kubets = (args: string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, ['tools/setup/kubets.mjs', ...args], {
    cwd: clone,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });

test.each([[['--help']], [['start', '--help']], [['help']]])('%j is answered on a fresh clone', (args) => {
  const { status, stdout } = kubets(args);
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('--pod-cidr <cidr>') });
});

test.each<[string, string[], Record<string, string>, RegExp]>([
  ['an unknown flag', ['start', '--nodez', '3'], {}, /Unknown option '--nodez'/],
  [
    'a flag that npm took',
    ['start', '3'],
    { npm_lifecycle_event: 'start', npm_config_nodes: 'true' },
    /Type: npm start -- --nodes 3/,
  ],
  ['a format that there is not', ['start', '-o', 'yaml'], {}, /-o yaml: json is the only format/],
  [
    'a configuration file that is not there',
    ['start', '-f', '/nowhere/two.yaml'],
    {},
    /two\.yaml cannot be read: ENOENT/,
  ],
  [
    'everything else that is wrong, at once',
    ['start', '--name', 'fresh', '--state-dir', '/nowhere/fresh', '--nodes', '0', '--registry-mirror', 'foo'],
    {},
    /--nodes 0: must be between 1 and 100\n.*--registry-mirror "foo": a URL is wanted/,
  ],
  [
    'a mirror that does not answer',
    ['start', '--name', 'fresh', '--state-dir', '/nowhere/fresh', '--registry-mirror', 'http://10.201.0.1:1'],
    {},
    /needs root|no registry answers there/,
  ],
])('%s is refused before anything is installed', (_, args, env, message) => {
  const { status, stderr, stdout } = kubets(args, env);
  expect(stderr).toMatch(message);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
});

test('an upgrade that is refused, or of nothing, builds nothing', () => {
  for (const args of [['--help'], ['--nodes', '3'], ['--state-dir', '/nowhere/fresh']])
    expect(kubets(['upgrade', ...args]).stdout).not.toMatch(/Installing|Building/);
});

test('a look at nothing is answered by nobody, or by the CLI of another clone whose cluster runs', () => {
  const { status, stderr, stdout } = kubets(['status', '--state-dir', '/nowhere/fresh']);
  expect(status).toBe(1);
  expect(stdout + stderr).toMatch(/nothing has been built here yet|There is no cluster in/);
});
