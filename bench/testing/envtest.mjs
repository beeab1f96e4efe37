// What controller-runtime's envtest takes until its first object: with the kit's programs in place of Kubernetes' API server and etcd, and
// with these.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildProgram, envtestModules } from '../../test/clients/go/build-program.mjs';

const CONTROLLER_RUNTIME = '0.25.2';
const LOOK_MS = 25;

/** The test program, built once; undefined where there is no Go. */
export function envtestProgram(root) {
  const folder = join(root, `dist/clients/go/envtest-${CONTROLLER_RUNTIME}`);
  if (!existsSync(folder)) {
    const half = `${folder}.half`;
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { recursive: true });
    try {
      buildProgram(half, [join(root, 'test/clients/go/envtest')], envtestModules(CONTROLLER_RUNTIME));
    } catch (error) {
      console.log(`envtest is left out: ${error.message}`);
      return undefined;
    }
    renameSync(half, folder);
  }
  return join(folder, 'program');
}

/** Medians of the rounds, by what is measured: milliseconds until envtest has started and until the first object, and the most memory. */
export async function measureEnvtest(program, contenders, rounds) {
  const figures = new Map([...contenders.keys()].map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, assets] of contenders) figures.get(name).push(await runOnce(program, assets));
  return new Map([...figures].map(([name, all]) => [name, medians(all)]));
}

/** A folder as KUBEBUILDER_ASSETS wants it, of two programs; to be removed. */
export function assetsOf(kubeApiserver, etcd) {
  const folder = mkdtempSync(join(tmpdir(), 'kubets-bench-assets-'));
  symlinkSync(resolve(kubeApiserver), join(folder, 'kube-apiserver'));
  symlinkSync(resolve(etcd), join(folder, 'etcd'));
  return folder;
}

async function runOnce(program, assets) {
  const child = spawn(program, {
    env: { ...process.env, KUBEBUILDER_ASSETS: assets },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (told += text));
  let megabytes = 0;
  const looking = setInterval(() => (megabytes = Math.max(megabytes, megabytesBelow(child.pid))), LOOK_MS);
  const [code] = await once(child, 'close');
  clearInterval(looking);
  if (code !== 0) throw new Error(`${program} with ${assets} ended with ${code}:\n${told}`);
  const ms = (step) => Number(new RegExp(`^${step} (\\d+)$`, 'm').exec(told)?.[1]);
  return { started: ms('started'), created: ms('created'), megabytes };
}

/** Resident memory of all descendants of a process. */
function megabytesBelow(pid) {
  const parents = new Map();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const stat = read(`/proc/${name}/stat`);
    parents.set(Number(name), Number(/\) . (\d+)/.exec(stat)?.[1]));
  }
  const isBelow = (one) => one > 1 && (parents.get(one) === pid || isBelow(parents.get(one) ?? 0));
  const kilobytes = [...parents.keys()]
    .filter(isBelow)
    .map((one) => Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${one}/status`))?.[1] ?? 0));
  return Math.round(kilobytes.reduce((sum, one) => sum + one, 0) / 1000);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // It has ended.
  }
}

function medians(all) {
  const median = (name) => all.map((one) => one[name]).sort((a, b) => a - b)[Math.floor(all.length / 2)];
  return { started: median('started'), created: median('created'), megabytes: median('megabytes') };
}
