import { join } from 'node:path';
import type { ClusterLayout, NodeLayout } from '../cluster/layout';
import type { HealthProbe, ProcessSpec } from './process-spec';
import { serviceEnvironment } from './service-environment';

interface ServiceOptions {
  service: string;
  node?: NodeLayout;
  flags: Record<string, string>;
  health: HealthProbe;
}

/** One of our own services: its bundle beside the CLI's, its flags, and the user's own flags for it last. */
export function serviceProcess(layout: ClusterLayout, { service, node, flags, health }: ServiceOptions): ProcessSpec {
  const extra = layout.options.serviceArgs.filter((arg) => arg.startsWith(`${service}:`)).map((arg) => arg.slice(service.length + 1));
  return {
    name: node ? `${service}-${node.name}` : service,
    command: process.execPath,
    args: [bundleOf(service), ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`), ...extra],
    env: serviceEnvironment,
    netns: node?.netns,
    health,
    ours: true,
  };
}

/** Bundles lie side by side: dist/apps/<service>/main.js. */
const bundleOf = (service: string) => join(__dirname, '..', service, 'main.js');
