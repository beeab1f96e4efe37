import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { parseMountPoints } from '@kubets/component';
import type { ImageMount } from '../runtimes/runtime';
import { runCommand } from './run-command';

/** The kernel's mounts, as volumes need them. */
export interface Mounts {
  /** A file system in memory; without a size the kernel's default, half of the memory. */
  mountTmpfs(target: string, o: { sizeBytes?: number; mode?: number }): Promise<void>;
  /** The content of an image, read-only. */
  mountImage(target: string, mounts: readonly ImageMount[]): Promise<void>;
  /** Binds what a file descriptor of this process stands for, so that nobody can swap it by renaming. */
  bindDescriptor(descriptor: number, target: string): Promise<void>;
  isMounted(path: string): Promise<boolean>;
  /** Unmounts everything at and below the directory, and rejects if something is still mounted then. */
  unmountBelow(directory: string): Promise<void>;
}

export const kernelMounts: Mounts = {
  async mountTmpfs(target, { sizeBytes, mode }) {
    const options = [
      sizeBytes !== undefined ? `size=${sizeBytes}` : '',
      mode !== undefined ? `mode=${mode.toString(8)}` : '',
    ].filter(Boolean);
    await runCommand('mount', [
      '-t',
      'tmpfs',
      ...(options.length > 0 ? ['-o', options.join(',')] : []),
      'tmpfs',
      target,
    ]);
  },

  async mountImage(target, mounts) {
    for (const { type, source, options } of mounts) {
      const kind = type === 'bind' ? [] : ['-t', type];
      const all = [...new Set([...options, ...(type === 'bind' ? ['bind'] : []), 'ro'])].filter(
        (one) => one !== 'rbind',
      );
      await runCommand('mount', [...kind, '-o', all.join(','), source, target]);
    }
  },

  bindDescriptor(descriptor, target) {
    return new Promise((resolve, reject) => {
      const child = spawn('mount', ['--no-canonicalize', '--bind', '/proc/self/fd/3', target], {
        stdio: ['ignore', 'ignore', 'pipe', descriptor],
      });
      let words = '';
      child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code) =>
        code === 0 ? resolve() : reject(new Error(`mount --bind ${target}: ${words.trim()}`)),
      );
    });
  },

  async isMounted(path) {
    return (await mountPoints()).includes(path);
  },

  async unmountBelow(directory) {
    const below = async () =>
      (await mountPoints()).filter((point) => point === directory || point.startsWith(`${directory}/`));
    // Deepest first; a point that is mounted on twice is listed twice.
    for (const point of (await below()).sort((a, b) => b.length - a.length)) {
      await runCommand('umount', ['--no-canonicalize', point]).catch(() =>
        runCommand('umount', ['--lazy', '--no-canonicalize', point]),
      );
    }
    const left = await below();
    if (left.length > 0) throw new Error(`still mounted: ${left.join(', ')}`);
  },
};

async function mountPoints(): Promise<string[]> {
  return parseMountPoints(await readFile('/proc/self/mountinfo', 'utf8'));
}
