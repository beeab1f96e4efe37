import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { ClusterUnderTest } from './cluster-under-test';
import { command, tryCommand, type CommandOptions, type CommandResult } from './command';
import { E2E } from './e2e-cluster';
import { publishedKubectls } from './published-kubectls';

/** A kubectl of one version, speaking to one cluster. */
export interface Kubectl {
  version: string;
  /** Runs it with the words of a command line; throws when it fails. */
  (line: string, options?: CommandOptions): Promise<string>;
  try(line: string, options?: CommandOptions): Promise<CommandResult>;
  /** The object a `get` names. */
  json<T = any>(line: string): Promise<T>;
  path: string;
  /** What runs it from a shell: its path, behind the words that lead to the machine it runs on. */
  words: readonly string[];
  env: Record<string, string>;
}

type Target = Pick<ClusterUnderTest, 'kubeconfig' | 'machinePrefix'>;

const ROOT = join(__dirname, '../../..');
const DEBIAN_DIR = join(ROOT, 'dist/kubectl/debian');
const PUBLISHED_DIR = join(ROOT, 'dist/kubectl/published');

/**
 * Every kubectl of this machine, oldest first: Debian's own and all named kubectl.X.Y beside the one in PATH; with those that
 * KUBETS_KUBECTL asks for and a package registry has.
 */
export function kubectls(target: Target = E2E): Kubectl[] {
  const versions = new Map<string, string>();
  const add = (path: string) => {
    const version = versionOf(path);
    if (version && !versions.has(version)) versions.set(version, path);
  };
  [...debianKubectl(), ...versionedKubectls(), ...kubectlsInPath()].forEach(add);
  const here = (version: string) => versions.has(version);
  publishedKubectls(process.env.KUBETS_KUBECTL, { here, dir: PUBLISHED_DIR }).forEach(add);
  const minor = (version: string) => Number(version.split('.')[1]);
  return [...versions]
    .sort(([a], [b]) => minor(a) - minor(b))
    .map(([version, path]) => createKubectl(version, path, target));
}

function createKubectl(version: string, path: string, { kubeconfig, machinePrefix }: Target): Kubectl {
  const env = { KUBECONFIG: kubeconfig };
  const words = [...machinePrefix, path];
  const argsOf = (line: string) => [...words.slice(1), ...splitWords(line)];
  const kubectl = (line: string, options: CommandOptions = {}) =>
    command(words[0]!, argsOf(line), { ...options, env: { ...env, ...options.env } });
  return Object.assign(kubectl, {
    version,
    path,
    words,
    env,
    try: (line: string, options: CommandOptions = {}) =>
      tryCommand(words[0]!, argsOf(line), { ...options, env: { ...env, ...options.env } }),
    json: async (line: string) => JSON.parse(await kubectl(`${line} -o json`)),
  });
}

/** Words as a shell would split them, with single and double quotes. */
function splitWords(line: string): string[] {
  return [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
}

const PATH_DIRS = (process.env.PATH ?? '').split(delimiter);

const kubectlsInPath = () => PATH_DIRS.map((dir) => join(dir, 'kubectl')).filter((path) => existsSync(path));

const versionedKubectls = () =>
  [...new Set(kubectlsInPath().map((path) => dirname(realpathSync(path))))].flatMap((dir) =>
    readdirSync(dir)
      .filter((name) => /^kubectl\.\d+\.\d+$/.test(name))
      .map((name) => join(dir, name)),
  );

/** Debian's package holds 1.20; it is unpacked rather than installed where another kubectl is in place. */
function debianKubectl(): string[] {
  const path = join(DEBIAN_DIR, 'usr/bin/kubectl');
  if (!existsSync(path)) {
    mkdirSync(DEBIAN_DIR, { recursive: true });
    if (spawnSync('apt-get', ['download', 'kubernetes-client'], { cwd: DEBIAN_DIR }).status !== 0) return [];
    const deb = readdirSync(DEBIAN_DIR).find((name) => name.endsWith('.deb'));
    if (deb) spawnSync('dpkg-deb', ['--extract', join(DEBIAN_DIR, deb), DEBIAN_DIR]);
  }
  return existsSync(path) ? [path] : [];
}

function versionOf(path: string): string | undefined {
  const { stdout } = spawnSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
  const match = /"gitVersion": "v(\d+\.\d+)/.exec(stdout);
  return match?.[1];
}

/**
 * The kubectls a test runs with: all with KUBETS_KUBECTL=all, those it lists (`1.20,1.33`), else one of the machine's,
 * by turns, so that every version is used by some test.
 */
export const selectedKubectls = (turn: number, target: Target = E2E) =>
  select(kubectls(target), (index, { length }) => index === turn % length);

/** As above, but else the oldest and the newest. */
export const spanningKubectls = () => select(kubectls(), (index, { length }) => index === 0 || index === length - 1);

function select(
  all: Kubectl[],
  unasked: (index: number, all: Kubectl[]) => boolean,
): [version: string, kubectl: Kubectl][] {
  const asked = process.env.KUBETS_KUBECTL;
  const selected = all.filter(({ version }, index) =>
    asked ? asked === 'all' || asked.split(',').includes(version) : unasked(index, all),
  );
  return selected.map((kubectl) => [kubectl.version, kubectl]);
}
