// @ts-check
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stateDirOf } from './start-options.mjs';

/** @typedef {import('../cluster/options').ClusterOptions} ClusterOptions */
/** @typedef {{ name: string, stateDir: string, running: boolean, options: ClusterOptions }} KnownCluster */

/** In a cluster's run directory: which state directory it runs from. */
export const RUNNING_FILE = 'cluster';
const STATE_DIRS = '/var/lib';

/**
 * The clusters of this machine: those that run, and those that are stopped and keep their state where it is kept by default.
 * @returns {KnownCluster[]} by name
 */
export function knownClusters() {
  const runDirs = listOf('/run').map((name) => join('/run', name));
  const running = runDirs.flatMap((dir) => readText(join(dir, RUNNING_FILE)).trim() || []);
  const stopped = listOf(STATE_DIRS)
    .filter((name) => name === 'kubets' || name.startsWith('kubets-'))
    .map((name) => join(STATE_DIRS, name));
  return [...new Set([...running, ...stopped])]
    .flatMap((stateDir) => {
      const options = readStoredOptions(stateDir);
      return options ? [{ name: options.name, stateDir, running: isSupervised(`/run/${options.name}`), options }] : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Where the cluster of a name keeps its state: as it says while it runs, else where such a cluster does by default. @param {string} name */
export const stateDirOfCluster = (name) => readText(join('/run', name, RUNNING_FILE)).trim() || stateDirOf(name);

/**
 * The options that a state directory was made with, as they were written.
 * @param {string} stateDir
 * @returns {ClusterOptions | undefined} undefined where there is no cluster
 */
export function readStoredOptions(stateDir) {
  try {
    return { .../** @type {ClusterOptions} */ (JSON.parse(readText(join(stateDir, 'cluster.json')))), stateDir };
  } catch {
    return undefined; // none, or one that `start` says more about
  }
}

/** Whether a supervisor lives that holds the cluster of a run directory. @param {string} runDir */
export const isSupervised = (runDir) => supervisorPid(runDir) !== undefined;

/** The bundle of the CLI that runs the cluster of a run directory; undefined where none does. @param {string} runDir */
export function supervisorProgram(runDir) {
  const pid = supervisorPid(runDir);
  // Flags of Node.js come first.
  const [, ...args] = pid === undefined ? [] : readText(`/proc/${pid}/cmdline`).split('\0');
  const program = args.find((arg) => !arg.startsWith('-'));
  return program && existsSync(program) ? program : undefined;
}

/** @param {string} runDir @returns {number | undefined} */
function supervisorPid(runDir) {
  const text = readText(join(runDir, 'supervisor.lock'));
  if (!text) return undefined;
  const { pid, startTicks } = JSON.parse(text);
  const stat = readText(`/proc/${pid}/stat`);
  // Fields are counted from the end of the command, which may hold blanks and parentheses.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] === startTicks ? pid : undefined;
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} dir @returns {string[]} */
function listOf(dir) {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
