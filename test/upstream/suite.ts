import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from '../e2e/cluster/command';
import { moduleAround, type GoMod } from './go-module';

export const KUBERNETES = '1.37.2';

/** The suite, its runner, and the program inside its test images. */
export interface Suite {
  e2e: string;
  ginkgo: string;
  agnhost: string;
}

const BUILD_TIMEOUT_MS = 60 * 60_000;
const MODULE = `k8s.io/kubernetes@v${KUBERNETES}`;

/** Says which version of Kubernetes it is of, as its own build does. */
const LDFLAGS = [
  ['k8s.io/component-base/version.gitVersion', `v${KUBERNETES}`],
  ['k8s.io/component-base/version.gitMajor', '1'],
  ['k8s.io/component-base/version.gitMinor', '37'],
]
  .map(([name, value]) => `-X ${name}=${value}`)
  .join(' ');

/** Builds what is not there yet below `dir`, from public Go modules; about six minutes on two processors, then nothing. */
export async function buildSuite(dir: string): Promise<Suite> {
  const bin = join(dir, `v${KUBERNETES}`);
  const module = join(dir, 'module');
  await mkdir(bin, { recursive: true });
  const build = async (name: string, words: string[]) => {
    const program = join(bin, name);
    if (existsSync(program)) return program;
    console.log(`Building ${name} of Kubernetes ${KUBERNETES}`);
    if (!existsSync(join(module, 'go.mod'))) await makeModule(module);
    const [subcommand = '', ...rest] = words;
    await go(module, [subcommand, '-ldflags', LDFLAGS, '-o', `${program}.building`, ...rest]);
    await rename(`${program}.building`, program);
    return program;
  };
  return {
    ginkgo: await build('ginkgo', ['build', 'github.com/onsi/ginkgo/v2/ginkgo']),
    agnhost: await build('agnhost', ['build', 'k8s.io/kubernetes/test/images/agnhost']),
    e2e: await build('e2e.test', ['test', '-c', 'k8s.io/kubernetes/test/e2e']),
  };
}

async function makeModule(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const { GoMod: goMod, Dir: sources } = JSON.parse(await go(dir, ['mod', 'download', '-json', MODULE])) as {
    GoMod: string;
    Dir: string;
  };
  const kubernetes = JSON.parse(await go(dir, ['mod', 'edit', '-json', goMod])) as GoMod;
  await copyFile(join(sources, 'go.sum'), join(dir, 'go.sum'));
  await writeFile(join(dir, 'go.mod'), moduleAround(kubernetes, KUBERNETES));
}

/** Agnhost may use this machine's C library: the images are of the same release of Debian. */
const go = (cwd: string, args: string[]) =>
  command('go', args, {
    cwd,
    env: { GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', GOWORK: 'off' },
    timeoutMs: BUILD_TIMEOUT_MS,
  });
