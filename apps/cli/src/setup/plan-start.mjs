// @ts-check
// What a start makes of what is asked for, what the state directory holds and what this machine has: options, or all reasons why not.
import { chooseNetworks, choosePorts } from './free-choice.mjs';
import { heldNetworks, networkConflicts, portConflicts } from './conflicts.mjs';
import { requirements } from './requirements.mjs';
import { mirrorFaults } from './registry-mirrors.mjs';
import { DEFAULT_OPTIONS, START_OPTIONS, START_OPTION_ENTRIES } from './start-options.mjs';
import { faultsOf } from './usable-options.mjs';

/** @typedef {import('../cluster/options').ClusterOptions} ClusterOptions */
/** @typedef {import('../cluster/options').AskedOptions} AskedOptions */

/** Options that addresses, certificates and stored objects depend on: changing them needs a new state directory. */
const FIXED = /** @type {const} */ (['name', 'nodeCidr', 'podCidr', 'serviceCidr']);

/**
 * @param {{ asked: AskedOptions, stored: ClusterOptions | undefined, machine: import('./machine.mjs').Machine }} given
 * @returns {{ options: ClusterOptions, notes: string[], problems: string[] }} notes say what was chosen otherwise than by default
 */
export function planStart({ asked, stored, machine }) {
  const held = heldNetworks(machine, { ...DEFAULT_OPTIONS, ...stored, ...asked });
  const networks = stored ? none : chooseNetworks(asked, held);
  const ports = stored ? none : choosePorts(asked, machine);
  /** @type {ClusterOptions} */
  const options = { ...DEFAULT_OPTIONS, ...networks.options, ...ports.options, ...stored, ...asked };
  const faults = [
    ...namesakeFaults(machine, options),
    ...(stored ? changedFaults(asked, stored) : foreignFaults(machine, asked.stateDir)),
    ...faultsOf(options),
    ...mirrorFaults(options),
  ];
  const conflicts = [...networkConflicts(options, held), ...portConflicts(options, machine)];
  return {
    options,
    notes: [...networks.notes, ...ports.notes],
    problems: [...requirements(machine, options), ...faults, ...conflicts],
  };
}

/** @type {{ options: Partial<ClusterOptions>, notes: string[] }} */
const none = { options: {}, notes: [] };

/** Both would have the same network namespaces. @param {import('./machine.mjs').Machine} machine @param {ClusterOptions} options */
function namesakeFaults({ clusters }, { name, stateDir }) {
  const namesake = clusters.find((one) => one.running && one.name === name && one.stateDir !== stateDir);
  return namesake
    ? [
        `a cluster named ${name} runs already, with its state in ${namesake.stateDir}; choose another --name, or leave --state-dir out to mean that one`,
      ]
    : [];
}

/** What a start makes in its state directory, and what a file system has in its own. */
const STATE_ENTRIES = new Set(
  'cluster.json etcd-version.json etcd pki kubeconfig kubeconfigs logs nodes registry compile-cache lost+found'.split(
    ' ',
  ),
);

/** Whoever deletes a cluster's state deletes the directory. @param {import('./machine.mjs').Machine} machine @param {string} stateDir */
function foreignFaults({ stateEntries }, stateDir) {
  const foreign = stateEntries.filter((name) => !STATE_ENTRIES.has(name.replace(/\.new$/, '')));
  return foreign.length === 0
    ? []
    : [
        `${stateDir} holds what is no cluster's (${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ', …' : ''}), which --delete-state would delete with it; choose an empty directory with --state-dir`,
      ];
}

/** @param {AskedOptions} asked @param {ClusterOptions} stored */
function changedFaults(asked, stored) {
  return FIXED.filter((name) => asked[name] !== undefined && asked[name] !== stored[name]).map((name) => {
    const { flag } = START_OPTIONS[name];
    return (
      `the cluster in ${stored.stateDir} was made with --${flag} ${stored[name]} and cannot change to ${asked[name]}; ` +
      'use another --state-dir, or delete this cluster with: npx kubets stop --delete-state'
    );
  });
}

/**
 * The options that are asked for and that a running cluster has otherwise, a line each.
 * @param {AskedOptions} asked @param {ClusterOptions} running
 */
export function differences(asked, running) {
  return START_OPTION_ENTRIES.filter(
    ([name]) => asked[name] !== undefined && JSON.stringify(asked[name]) !== JSON.stringify(running[name]),
  ).map(([name, { flag }]) => `--${flag}: asked for ${textOf(asked[name])}, the cluster has ${textOf(running[name])}`);
}

/** @param {unknown} value */
const textOf = (value) => (Array.isArray(value) ? value.join(' ') || 'none' : String(value));
