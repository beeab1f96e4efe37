import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../command.mjs';

/** Memory is read once the start's own garbage has had time to go: services look twice, a quarter of a minute apart. */
const SETTLE_MS = 40_000;

/** Starts and stops a cluster of two nodes with the bundles of `build`; its memory is that of all its Node.js processes. */
export function measureCluster(cli, build, stateDir) {
  const started = performance.now();
  try {
    run(process.execPath, [cli, 'start', '--state-dir', stateDir, '--name', 'kbench'], build);
    const seconds = (performance.now() - started) / 1000;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLE_MS);
    const sizes = proportionalSizes(join(build, 'dist/apps/'));
    return { seconds, processes: sizes.length, mebibytes: sizes.reduce((sum, kibibytes) => sum + kibibytes, 0) / 1024 };
  } finally {
    run(process.execPath, [cli, 'stop', '--state-dir', stateDir, '--delete-state'], build);
  }
}

/** In KiB, of every process that runs a bundle of this build. */
function proportionalSizes(bundles) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        if (!args.some((arg) => arg.startsWith(bundles))) return [];
        return [Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1])];
      } catch {
        return []; // It ended meanwhile.
      }
    });
}
