import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { version as built } from '@kubets/component/main';
import { runIfPossible } from '../network/run';
import { PROGRAM_DIRECTORIES } from '../setup/programs.mjs';

/** A kubectl of this machine. */
export interface Kubectl {
  path: string;
  /** Such as 1.37.2; undefined where it does not tell. */
  version?: string;
}

/** Kubernetes supports a kubectl that is one minor version older or newer than the API server. */
const SUPPORTED_SKEW = 1;

/**
 * This machine's kubectl that is nearest to the cluster's version, the first in PATH where it is near enough. There may be several: of
 * Debian, of a cloud's tools, which have one per version beside it (kubectl.1.33), or a person's own.
 * @returns undefined where there is none
 */
export async function matchingKubectl(
  directories: readonly string[] = PROGRAM_DIRECTORIES,
): Promise<Kubectl | undefined> {
  const [first, ...others] = kubectlsOf(directories);
  if (!first || others.length === 0) return first;
  const foremost = await withVersion(first);
  if (distanceOf(foremost) <= SUPPORTED_SKEW) return foremost;
  return nearest([foremost, ...(await Promise.all(others.map(withVersion)))]);
}

/** The one whose minor version is nearest to the API server's; of two that are the earlier one. */
export function nearest(kubectls: readonly Kubectl[]): Kubectl | undefined {
  return [...kubectls].sort((a, b) => distanceOf(a) - distanceOf(b))[0];
}

const distanceOf = ({ version }: Kubectl): number => {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return major === built.major ? Math.abs(Number(minor) - Number(built.minor)) : Infinity;
};

/** Those that are called kubectl in these directories, and kubectl.1.33 or kubectl-1.33 where the former really are; links to one count once. */
function kubectlsOf(directories: readonly string[]): Kubectl[] {
  const plain = directories.map((dir) => join(dir, 'kubectl')).filter((path) => existsSync(path));
  const versioned = [...new Set(plain.map((path) => dirname(realpathSync(path))))].flatMap((dir) =>
    readdirSync(dir).flatMap((name) => {
      const [, version] = /^kubectl[.-]v?(\d+\.\d+(?:\.\d+)?)$/.exec(name) ?? [];
      return version ? [{ path: join(dir, name), version }] : [];
    }),
  );
  const seen = new Set<string>();
  return [...plain.map((path) => ({ path })), ...versioned].filter(({ path }) => {
    const file = realpathSync(path);
    return !seen.has(file) && seen.add(file);
  });
}

/** Asks it for its version, where that is not known. */
export async function withVersion({ path, version }: Kubectl): Promise<Kubectl> {
  if (version !== undefined) return { path, version };
  const text = await runIfPossible(path, 'version', '--client', '-o', 'json');
  return { path, version: /"gitVersion": "v([^"]+)"/.exec(text ?? '')?.[1] };
}
