import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../command.mjs';

/** Memory is read once the start's own garbage has had time to go: services look twice, a quarter of a minute apart. */
const SETTLE_MS = 40_000;

/** Starts and stops a cluster of two nodes with the bundles of `build`; its memory, by service, is that of all its Node.js processes. */
export function measureCluster(cli, build, stateDir) {
  const started = performance.now();
  try {
    run(process.execPath, [cli, 'start', '--state-dir', stateDir, '--name', 'kbench'], build);
    const seconds = (performance.now() - started) / 1000;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLE_MS);
    const processes = serviceProcesses(join(build, 'dist/apps/'));
    const services = {};
    for (const { service, kibibytes } of processes) services[service] = (services[service] ?? 0) + kibibytes / 1024;
    return { seconds, processes: processes.length, services };
  } finally {
    run(process.execPath, [cli, 'stop', '--state-dir', stateDir, '--delete-state'], build);
  }
}

/** Every process that runs a bundle of this build: which, and its proportional size. */
function serviceProcesses(bundles) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        const bundle = args.find((arg) => arg.startsWith(bundles));
        if (!bundle) return [];
        const [, kibibytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
        return [{ service: bundle.slice(bundles.length).split('/')[0], kibibytes: Number(kibibytes) }];
      } catch {
        return []; // It ended meanwhile.
      }
    });
}
