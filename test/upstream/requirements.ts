import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What of this machine decides whether upstream's programs can be built and run here. */
export interface Machine {
  platform: string;
  isRoot: boolean;
  /** What `go version` prints; undefined where there is no Go. */
  goVersion: string | undefined;
  freeBytes: number;
}

const GO = { major: 1, minor: 26 };
const GIB = 1024 ** 3;

/** What a command needs beside Go. */
export interface Needs {
  /** Why Linux and root; undefined where any system and user will do. */
  root?: { linuxFor: string; rootFor: string };
  freeGib: number;
}

/** Go's module and build caches, the three programs, the images and the cluster. */
export const OF_CONFORMANCE: Needs = {
  root: {
    linuxFor: 'network namespaces, nftables, containerd',
    rootFor: 'it makes network namespaces and runs containers. Use: sudo npm run conformance',
  },
  freeGib: 12,
};

/** Go's caches, the programs, the images and the cluster. */
export const OF_SOFTWARE: Needs = {
  root: {
    linuxFor: 'network namespaces, nftables, containerd',
    rootFor: 'it makes network namespaces and runs containers. Use: sudo npm run software',
  },
  freeGib: 12,
};

/** Go's module and build caches, and the two programs. */
export const OF_DIFFERENTIAL: Needs = { freeGib: 8 };

export async function thisMachine(dir: string): Promise<Machine> {
  const { bavail, bsize } = await statfs(dir);
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    goVersion: await run('go', ['version']).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    ), // there is none
    freeBytes: bavail * bsize,
  };
}

/** Everything that is missing, each with what would be right; empty where nothing is. */
export function missingRequirements(
  { platform, isRoot, goVersion, freeBytes }: Machine,
  { root, freeGib }: Needs,
): string[] {
  const missing: string[] = [];
  if (root && platform !== 'linux') missing.push(`Linux (${root.linuxFor}); this is ${platform}`);
  if (root && !isRoot) missing.push(`root: ${root.rootFor}`);
  if (goVersion === undefined)
    missing.push(`Go ${GO.major}.${GO.minor} in PATH, which it is built with: https://go.dev/dl`);
  else if (!isNewEnough(goVersion)) missing.push(`Go ${GO.major}.${GO.minor} or later; there is ${goVersion}`);
  if (freeBytes < freeGib * GIB) missing.push(`${freeGib} GiB of free disk; there are ${(freeBytes / GIB).toFixed(1)}`);
  return missing;
}

function isNewEnough(goVersion: string): boolean {
  const [, major = '0', minor = '0'] = /\bgo(\d+)\.(\d+)/.exec(goVersion) ?? [];
  return Number(major) > GO.major || (Number(major) === GO.major && Number(minor) >= GO.minor);
}
