import type { ContainerMount, ContainerSpec } from '../runtimes/runtime';
import type { ContainerEdits } from './cdi-spec';

/** What a runtime that knows nothing of CDI can be told in other words. */
const KNOWN_PARTS = ['env', 'deviceNodes', 'mounts'];
const PROPAGATIONS: Record<string, string> = {
  rshared: 'Bidirectional',
  shared: 'Bidirectional',
  rslave: 'HostToContainer',
  slave: 'HostToContainer',
};
const PLAIN_OPTIONS = ['bind', 'rbind', 'ro', 'rw', 'private', 'rprivate', ...Object.keys(PROPAGATIONS)];

/**
 * The container with what its devices bring.
 * @throws Error for a part that only a runtime can carry out that knows CDI: rather none of it than some.
 */
export function withEdits<T extends Pick<ContainerSpec, 'env' | 'mounts' | 'devices'>>(
  spec: T,
  edits: readonly ContainerEdits[],
): T {
  const needed = edits.flatMap(beyond);
  if (needed.length > 0)
    throw new Error(
      `its devices need ${[...new Set(needed)].join(', ')}, for which containerd 1.7 or later with enable_cdi is needed`,
    );
  const env = new Map(spec.env.map(({ name, value }) => [name, value]));
  for (const text of edits.flatMap((one) => one.env ?? [])) {
    const equals = text.indexOf('=');
    env.set(text.slice(0, equals), text.slice(equals + 1));
  }
  const mounts = edits.flatMap((one) => one.mounts ?? []).map(mountOf);
  const replaced = new Set(mounts.map(({ containerPath }) => containerPath));
  const nodes = edits.flatMap((one) => one.deviceNodes ?? []);
  return {
    ...spec,
    env: [...env].map(([name, value]) => ({ name, value })),
    mounts: [...spec.mounts.filter(({ containerPath }) => !replaced.has(containerPath)), ...mounts],
    devices: [
      ...(spec.devices ?? []),
      ...nodes.map(({ path, hostPath = path, permissions = 'rwm' }) => ({
        containerPath: path,
        hostPath,
        permissions,
      })),
    ],
  };
}

/** The parts that go beyond what other words can tell. */
function beyond(edits: ContainerEdits): string[] {
  const isUsed = (value: unknown) => (Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null);
  const parts = Object.entries(edits)
    .filter(([part, value]) => !KNOWN_PARTS.includes(part) && isUsed(value))
    .map(([part]) => part);
  const options = (edits.mounts ?? [])
    .flatMap(({ options: all = [] }) => all)
    .filter((option) => !PLAIN_OPTIONS.includes(option))
    .map((option) => `the mount option ${option}`);
  const types = (edits.mounts ?? [])
    .filter(({ type }) => type !== undefined && type !== 'bind' && type !== 'none')
    .map(({ type }) => `a mount of type ${type}`);
  const owned = (edits.deviceNodes ?? []).some(({ fileMode, uid, gid }) => isUsed(fileMode ?? uid ?? gid));
  return [...parts, ...options, ...types, ...(owned ? ['an owner or a mode of a device'] : [])];
}

function mountOf({
  hostPath,
  containerPath,
  options = [],
}: NonNullable<ContainerEdits['mounts']>[number]): ContainerMount {
  const propagation = options.map((option) => PROPAGATIONS[option]).find((one) => one !== undefined);
  return { hostPath, containerPath, readOnly: options.includes('ro'), ...(propagation ? { propagation } : {}) };
}
