import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from '../e2e/cluster/command';
import { ETCD_MAIN, ETCD_MODULE, moduleAround, type GoMod } from './go-module';

export const KUBERNETES = '1.37.2';
/** The etcd that goes with it. */
const ETCD = '3.7.3';

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

/** Builds programs of Kubernetes below `dir` from public Go modules: a name, and what `go` is told. What is there is not built again. */
export const kubernetesPrograms = (dir: string) => (name: string, words: string[]) =>
  built(join(dir, `v${KUBERNETES}`), name, words, async () => {
    const module = join(dir, 'module');
    if (!existsSync(join(module, 'go.mod'))) await makeModule(module);
    return module;
  });

/** The same for etcd. */
export const etcdProgram = (dir: string) =>
  built(join(dir, `etcd-v${ETCD}`), 'etcd', ['build', '.'], async () => {
    const module = join(dir, 'etcd-module');
    await mkdir(module, { recursive: true });
    await writeFile(join(module, 'go.mod'), ETCD_MODULE);
    await writeFile(join(module, 'main.go'), ETCD_MAIN);
    await go(module, ['get', `go.etcd.io/etcd/server/v3@v${ETCD}`]);
    return module;
  });

async function built(
  bin: string,
  name: string,
  [subcommand = '', ...rest]: string[],
  moduleDir: () => Promise<string>,
): Promise<string> {
  const program = join(bin, name);
  if (existsSync(program)) return program;
  console.log(`Building ${name} (${bin})`);
  await mkdir(bin, { recursive: true });
  await go(await moduleDir(), [subcommand, '-ldflags', LDFLAGS, '-o', `${program}.building`, ...rest]);
  await rename(`${program}.building`, program);
  return program;
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
