import { readFile, statfs } from 'node:fs/promises';
import { arch, availableParallelism, release } from 'node:os';

/** What the machine is; does not change while it runs. */
export interface Machine {
  cpus: number;
  memoryBytes: number;
  diskBytes: number;
  machineId: string;
  systemUuid: string;
  bootId: string;
  kernelVersion: string;
  osImage: string;
  /** Go's name: amd64, arm64. */
  architecture: string;
  /** The kernel enforces AppArmor profiles. */
  appArmor: boolean;
}

/** How much of it is free now. */
export interface MachineUse {
  memoryAvailableBytes: number;
  diskAvailableBytes: number;
  diskBytes: number;
  inodesFree: number;
  inodes: number;
  processes: number;
  processesMax: number;
}

const ARCHITECTURES: Record<string, string> = {
  x64: 'amd64',
  ia32: '386',
  arm64: 'arm64',
  arm: 'arm',
  ppc64: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
};

export async function inspectMachine(rootDir: string): Promise<Machine> {
  const memory = meminfo(await read('/proc/meminfo'));
  const disk = await statfs(rootDir);
  const machineId = (await read('/etc/machine-id')).trim();
  return {
    cpus: availableParallelism(),
    memoryBytes: memory['MemTotal'] ?? 0,
    diskBytes: disk.blocks * disk.bsize,
    machineId,
    systemUuid: (await read('/sys/class/dmi/id/product_uuid')).trim() || machineId,
    bootId: (await read('/proc/sys/kernel/random/boot_id')).trim(),
    kernelVersion: release(),
    osImage: prettyName(await read('/etc/os-release')),
    architecture: ARCHITECTURES[arch()] ?? arch(),
    appArmor: (await read('/sys/module/apparmor/parameters/enabled')).startsWith('Y'),
  };
}

export async function measureMachine(rootDir: string): Promise<MachineUse> {
  const memory = meminfo(await read('/proc/meminfo'));
  const disk = await statfs(rootDir);
  // "0.20 0.18 0.12 1/80 11206": of the fourth, the second number counts what exists.
  const processes = Number((await read('/proc/loadavg')).split(' ')[3]?.split('/')[1] ?? 0);
  return {
    memoryAvailableBytes: memory['MemAvailable'] ?? 0,
    diskAvailableBytes: disk.bavail * disk.bsize,
    diskBytes: disk.blocks * disk.bsize,
    inodesFree: disk.ffree,
    inodes: disk.files,
    processes,
    processesMax: Number((await read('/proc/sys/kernel/pid_max')).trim() || Infinity),
  };
}

/** Bytes by name. */
function meminfo(text: string): Record<string, number> {
  return Object.fromEntries(
    [...text.matchAll(/^(\w+):\s+(\d+) kB$/gm)].map(([, name, kilobytes]) => [name, Number(kilobytes) * 1024]),
  );
}

function prettyName(osRelease: string): string {
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(osRelease)?.[1] ?? 'Linux';
}

/** Empty for a file that is not there: some of them are missing in containers. */
const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
