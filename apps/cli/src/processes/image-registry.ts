import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ClusterLayout } from '../cluster/layout';
import { writeWhole } from '../files/write-whole';
import { REGISTRY_PROGRAM } from '../setup/programs.mjs';
import type { ProcessSpec } from './process-spec';

const configFile = (layout: ClusterLayout) => join(layout.runDir, 'registry.yaml');
const addressOf = ({ hostAddress, options }: ClusterLayout) => `${hostAddress}:${options.registryPort}`;

/** The cluster's own registry of images, where one is asked for: on this machine, at an address of the nodes' network. */
export function registryProcesses(layout: ClusterLayout): ProcessSpec[] {
  if (layout.options.registryPort === 0) return [];
  return [
    {
      name: 'registry',
      command: REGISTRY_PROGRAM,
      args: ['serve', configFile(layout)],
      health: { kind: 'http', url: `http://${addressOf(layout)}/v2/` },
      ours: false,
    },
  ];
}

/** Writes what the registry reads: where it listens, and that it keeps images in the state directory, from which they may be deleted. */
export async function writeRegistryConfig(layout: ClusterLayout): Promise<void> {
  if (layout.options.registryPort === 0) return;
  const directory = join(layout.options.stateDir, 'registry');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const config = {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: directory }, delete: { enabled: true } },
    http: { addr: addressOf(layout), headers: { 'X-Content-Type-Options': ['nosniff'] } },
  };
  await writeWhole(configFile(layout), stringify(config));
}

/**
 * The names by which images of the registry are called, in pods as on this machine, with where the nodes find it: `localhost` and its
 * port, which is what Docker pushes to without being told, and its address.
 */
export const registryHosts = (layout: ClusterLayout): { host: string; url: string }[] =>
  layout.options.registryPort === 0
    ? []
    : [`localhost:${layout.options.registryPort}`, addressOf(layout)].map((host) => ({
        host,
        url: `http://${addressOf(layout)}`,
      }));
