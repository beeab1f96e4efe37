import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from '../e2e/cluster/command';
import { ETCD_MAIN, ETCD_MODULE, moduleAround, type GoMod, type PublishedModule } from './go-module';

export const KUBERNETES = '1.37.2';
/** The etcd that goes with it. */
const ETCD = '3.7.3';

const BUILD_TIMEOUT_MS = 60 * 60_000;
const KUBERNETES_MODULE = {
  path: 'k8s.io/kubernetes',
  version: KUBERNETES,
  inDirectories: KUBERNETES.replace(/^1\./, '0.'),
};

/** Says which version of Kubernetes it is of, as its own build does. */
const KUBERNETES_LDFLAGS = [
  ['k8s.io/component-base/version.gitVersion', `v${KUBERNETES}`],
  ['k8s.io/component-base/version.gitMajor', '1'],
  ['k8s.io/component-base/version.gitMinor', '37'],
]
  .map(([name, value]) => `-X ${name}=${value}`)
  .join(' ');

/** Builds programs of Kubernetes below `dir` from public Go modules: a name, and what `go` is told. What is there is not built again. */
export const kubernetesPrograms =
  (dir: string) =>
  (name: string, [subcommand = '', ...rest]: string[]) =>
    built(join(dir, `v${KUBERNETES}`), name, [subcommand, '-ldflags', KUBERNETES_LDFLAGS, ...rest], () =>
      moduleDir(join(dir, 'module'), KUBERNETES_MODULE),
    );

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

/** The same for a package of a module that stands by itself, and what `go build` is told of it; without a C library, as what is alone in an image has none. */
export const staticProgram = (dir: string, module: PublishedModule, name: string, words: readonly string[]) =>
  built(join(dir, folderOf(module)), name, ['build', '-ldflags', '-s -w', ...words], () => moduleOf(dir, module), {
    CGO_ENABLED: '0',
  });

/** Where the files of a module are: what stands beside its programs, such as manifests and charts. */
export const moduleFiles = async (dir: string, module: PublishedModule): Promise<string> =>
  (await download(await moduleOf(dir, module), module)).Dir;

const folderOf = ({ path, version }: PublishedModule) => `${path.replaceAll('/', '-')}-v${version}`;
const moduleOf = (dir: string, module: PublishedModule) => moduleDir(join(dir, folderOf(module), 'module'), module);

async function built(
  bin: string,
  name: string,
  [subcommand = '', ...rest]: string[],
  moduleDir: () => Promise<string>,
  env: Record<string, string> = {},
): Promise<string> {
  const program = join(bin, name);
  if (existsSync(program)) return program;
  console.log(`Building ${name} (${bin})`);
  await mkdir(bin, { recursive: true });
  await go(await moduleDir(), [subcommand, '-o', `${program}.building`, ...rest], env);
  await rename(`${program}.building`, program);
  return program;
}

/** `dir`, in which there is a go.mod around the module then. */
async function moduleDir(dir: string, module: PublishedModule): Promise<string> {
  const file = join(dir, 'go.mod');
  if (existsSync(file)) return dir;
  await mkdir(dir, { recursive: true });
  const { GoMod: goMod, Dir: sources } = await download(dir, module);
  const parsed = JSON.parse(await go(dir, ['mod', 'edit', '-json', goMod])) as GoMod;
  await copyFile(join(sources, 'go.sum'), join(dir, 'go.sum'));
  await writeFile(file, moduleAround(parsed, module));
  return dir;
}

const download = async (cwd: string, { path, version }: PublishedModule) =>
  JSON.parse(await go(cwd, ['mod', 'download', '-json', `${path}@v${version}`])) as { GoMod: string; Dir: string };

/** Agnhost may use this machine's C library: the images are of the same release of Debian. */
const go = (cwd: string, args: string[], env: Record<string, string> = {}) =>
  command('go', args, {
    cwd,
    env: { GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', GOWORK: 'off', ...env },
    timeoutMs: BUILD_TIMEOUT_MS,
  });
