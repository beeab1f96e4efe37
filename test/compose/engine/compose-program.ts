import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, tryCommand } from '../../e2e/cluster/command';
import { STATE_DIR } from './paths';

const MINUTES = 60_000;
const IN_PATH = '/usr/bin/docker-compose';
const PLUGIN_DIRS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];
const SUITE_WITH_V2 = 'trixie';
const UNPACKED = join(STATE_DIR, 'compose-v2');

/** docker-compose 1.29, or Compose v2 where the distribution has no older one. */
export const oldestCompose = async () => (await ofVersion('1.', [IN_PATH])) ?? composeV2();

/** Compose v2: this machine's, or the package of the Debian release that first had it, unpacked rather than installed. */
export async function composeV2(): Promise<string> {
  const plugins = [...PLUGIN_DIRS, join(UNPACKED, PLUGIN_DIRS.at(-1)!)].map((dir) => join(dir, 'docker-compose'));
  const installed = await ofVersion('2.', [IN_PATH, ...plugins]);
  if (installed) return installed;
  await unpackDebianPackage('docker-compose', SUITE_WITH_V2, UNPACKED);
  const unpacked = await ofVersion('2.', plugins);
  if (!unpacked) throw new Error(`Debian's docker-compose of ${SUITE_WITH_V2} is not Compose v2`);
  return unpacked;
}

async function ofVersion(prefix: string, programs: string[]): Promise<string | undefined> {
  for (const program of programs.filter((path) => existsSync(path))) {
    const { stdout } = await tryCommand(program, ['version', '--short']);
    if (stdout.trim().startsWith(prefix)) return program;
  }
  return undefined;
}

/** From another release than the machine's, with package lists of its own beside the machine's. */
async function unpackDebianPackage(debianPackage: string, suite: string, dir: string): Promise<void> {
  await mkdir(join(dir, 'lists/partial'), { recursive: true });
  const sources = join(dir, 'sources.list');
  await writeFile(
    sources,
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian ${suite} main\n`,
  );
  const settings = {
    'Dir::Etc::SourceList': sources,
    'Dir::Etc::SourceParts': '-',
    'Dir::State::Lists': join(dir, 'lists'),
    'Dir::Cache': join(dir, 'cache'),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await command('apt-get', [...options, 'update'], { timeoutMs: 5 * MINUTES });
  await command('apt-get', [...options, 'download', debianPackage], { cwd: dir, timeoutMs: 5 * MINUTES });
  const deb = (await readdir(dir)).find((name) => name.startsWith(`${debianPackage}_`))!;
  await command('dpkg-deb', ['--extract', join(dir, deb), dir]);
}
