import { parse as parseYaml } from 'yaml';

/** What a container gets with a device. https://github.com/cncf-tags/container-device-interface/blob/main/SPEC.md */
export interface ContainerEdits {
  /** NAME=VALUE */
  env?: string[];
  deviceNodes?: {
    path: string;
    hostPath?: string;
    permissions?: string;
    fileMode?: number;
    uid?: number;
    gid?: number;
  }[];
  mounts?: { hostPath: string; containerPath: string; options?: string[]; type?: string }[];
}

export interface CdiSpec {
  path: string;
  /** VENDOR/CLASS */
  kind: string;
  devices: { name: string; containerEdits: ContainerEdits }[];
  /** With any of its devices, once. */
  containerEdits: ContainerEdits;
}

/** @throws Error saying why the text of the file is none. */
export function parseCdiSpec(path: string, text: string): CdiSpec {
  const value = parseYaml(text, { maxAliasCount: 100 }) as Partial<CdiSpec> | null;
  const { kind, devices, containerEdits } = value ?? {};
  if (typeof kind !== 'string' || !/^[\w.-]+\/[\w.-]+$/.test(kind))
    throw new Error(`kind has to be VENDOR/CLASS, and is ${JSON.stringify(kind)}`);
  if (!Array.isArray(devices) || devices.some((device) => typeof device?.name !== 'string'))
    throw new Error('devices has to be a list, each with a name');
  return {
    path,
    kind,
    containerEdits: editsOf(containerEdits, 'containerEdits'),
    devices: devices.map(({ name, containerEdits: edits }) => ({
      name,
      containerEdits: editsOf(edits, `devices[${name}].containerEdits`),
    })),
  };
}

/** Each part is a list of what it says it is; those that are not known are kept, for whoever carries them out to refuse. */
function editsOf(value: unknown, field: string): ContainerEdits {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object') throw new Error(`${field} has to be an object`);
  const { env = [], deviceNodes = [], mounts = [] } = value as Record<string, unknown>;
  const isText = (one: unknown): one is string => typeof one === 'string' && one !== '';
  const all = (list: unknown, is: (one: Record<string, unknown>) => boolean): boolean =>
    Array.isArray(list) && list.every((one) => typeof one === 'object' && one !== null && is(one as never));
  if (!Array.isArray(env) || !env.every((one) => isText(one) && one.indexOf('=') > 0))
    throw new Error(`${field}.env has to be a list of NAME=VALUE`);
  if (!all(deviceNodes, ({ path }) => isText(path))) throw new Error(`each of ${field}.deviceNodes needs a path`);
  if (
    !all(
      mounts,
      ({ hostPath, containerPath, options = [] }) =>
        isText(hostPath) && isText(containerPath) && all([options], Array.isArray),
    )
  )
    throw new Error(`each of ${field}.mounts needs a hostPath and a containerPath`);
  return value as ContainerEdits;
}
