import { join } from 'node:path';
import type { ClusterLayout, NodeLayout } from '../cluster/layout';
import { lastCallOf } from './last-call';
import type { HealthProbe, ProcessSpec } from './process-spec';
import { flagsOf, type TakingFlags } from './service-args';
import { OWN_AUTHORITIES, SERVICE_ENVIRONMENT, type Trust } from './service-environment';

interface ServiceOptions {
  service: TakingFlags;
  node?: NodeLayout;
  /** Where it is no node's. */
  netns?: string;
  flags: Record<string, string>;
  health: HealthProbe;
  files?: string[];
}

/**
 * Where a debugger is asked for by a signal, for the stack of a process that hangs: on any free port of loopback, at an
 * address that holds a secret and is told to nobody but the log.
 */
export const STACK_FLAGS = ['--inspect-publish-uid=stderr', '--inspect-port=0'];

/** Webhooks and issuers of tokens that name no authority of their own are believed by those that Node.js knows; nobody else asks outside of the cluster. */
const trustOf = (service: TakingFlags): Trust => (service === 'apiserver' ? { flags: [], env: {} } : OWN_AUTHORITIES);

/** One of our own services: its bundle beside the CLI's, its flags, and the user's own flags for it last. */
export function serviceProcess(
  layout: ClusterLayout,
  { service, node, netns = node?.netns, flags, health, files }: ServiceOptions,
): ProcessSpec {
  const trust = trustOf(service);
  return {
    name: node ? `${service}-${node.name}` : service,
    command: process.execPath,
    args: [
      ...STACK_FLAGS,
      ...trust.flags,
      bundleOf(service),
      ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
      ...flagsOf(service, layout.options.serviceArgs),
    ],
    env: {
      ...SERVICE_ENVIRONMENT,
      NODE_COMPILE_CACHE: layout.compileCacheDir,
      ...trust.env,
    },
    netns,
    health,
    files,
    ours: true,
    ...(service === 'kubelet-agent' && { lastCall: lastCallOf(flagsOf(service, layout.options.serviceArgs)) }),
  };
}

/** Bundles lie side by side: dist/apps/<service>/main.js. */
const bundleOf = (service: string) => join(__dirname, '..', service, 'main.js');
