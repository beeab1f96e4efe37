import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { command, tryCommand, type CommandOptions, type CommandResult } from './command';
import { E2E } from './e2e-cluster';

/** A kubectl of one version, speaking to the cluster of the tests. */
export interface Kubectl {
  version: string;
  /** Runs it with the words of a command line; throws when it fails. */
  (line: string, options?: CommandOptions): Promise<string>;
  try(line: string, options?: CommandOptions): Promise<CommandResult>;
  /** The object a `get` names. */
  json<T = any>(line: string): Promise<T>;
  path: string;
}

const ROOT = join(__dirname, '../../..');
const DEBIAN_DIR = join(ROOT, 'dist/kubectl/debian');

/** Every kubectl of this machine, oldest first: Debian's own and all named kubectl.X.Y beside the one in PATH. */
export function kubectls(): Kubectl[] {
  const versions = new Map<string, string>();
  for (const path of [...debianKubectl(), ...versionedKubectls(), ...kubectlsInPath()]) {
    const version = versionOf(path);
    if (version && !versions.has(version)) versions.set(version, path);
  }
  const minor = (version: string) => Number(version.split('.')[1]);
  return [...versions].sort(([a], [b]) => minor(a) - minor(b)).map(([version, path]) => createKubectl(version, path));
}

export function createKubectl(version: string, path: string): Kubectl {
  const env = { KUBECONFIG: E2E.kubeconfig };
  const argsOf = (line: string) => splitWords(line);
  const kubectl = (line: string, options: CommandOptions = {}) => command(path, argsOf(line), { ...options, env: { ...env, ...options.env } });
  return Object.assign(kubectl, {
    version,
    path,
    try: (line: string, options: CommandOptions = {}) => tryCommand(path, argsOf(line), { ...options, env: { ...env, ...options.env } }),
    json: async (line: string) => JSON.parse(await kubectl(`${line} -o json`)),
  });
}

/** Words as a shell would split them, with single and double quotes. */
function splitWords(line: string): string[] {
  return [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

const PATH_DIRS = (process.env.PATH ?? '').split(delimiter);

const kubectlsInPath = () => PATH_DIRS.map((dir) => join(dir, 'kubectl')).filter((path) => existsSync(path));

const versionedKubectls = () =>
  [...new Set(kubectlsInPath().map((path) => dirname(realpathSync(path))))].flatMap((dir) =>
    readdirSync(dir).filter((name) => /^kubectl\.\d+\.\d+$/.test(name)).map((name) => join(dir, name)),
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
 * The kubectls a test runs with: all with KUBETS_KUBECTL=all, those it lists (`1.20,1.33`), else a selection of the
 * machine's that differs from test file to test file, so that every version is used by some.
 */
export function selectedKubectls(turn: number): [version: string, kubectl: Kubectl][] {
  return select(turn).map((kubectl) => [kubectl.version, kubectl]);
}

function select(turn: number): Kubectl[] {
  const all = kubectls();
  const asked = process.env.KUBETS_KUBECTL;
  if (asked === 'all') return all;
  if (asked) return all.filter(({ version }) => asked.split(',').includes(version));
  const chosen = [all[turn % all.length], all[(turn + Math.ceil(all.length / 2)) % all.length]];
  return [...new Set(chosen.filter((kubectl) => kubectl !== undefined))];
}
