import type { Container, Pod, Volume, VolumeMount } from '@kubets/proto-gen/core/v1';
import { join } from 'node:path';
import { expand } from '../environment/expand';
import type { PodPaths } from '../system/pod-paths';
import type { ContainerMount } from '../runtimes/runtime';
import type { Mounts } from '../system/mounts';
import { placeOf, placesBelow, type NodePlace } from '../system/node-places';
import { isRecursivelyReadOnly } from './recursive-read-only';
import { bindSubPath } from './sub-path';

export interface ContainerMountOptions {
  pod: Pod;
  container: Container;
  /** Volume name → path on the node. */
  volumes: ReadonlyMap<string, string>;
  /** For subPathExpr. */
  environment: ReadonlyMap<string, string>;
  hostsPath: string;
  /** What the node has for the pod beside its volumes; a volume mounted there comes first. */
  added?: readonly ContainerMount[];
  terminationMessagePath: string;
  /** Whether the runtime can make all below a mount read-only. */
  canRecursiveReadOnly: boolean;
  paths: PodPaths;
  mounts: Mounts;
}

/** Everything that is mounted into a container: its volumes, /etc/hosts and the file for its last word. Throws Error for a subPath that can't be used. */
export async function containerMounts(o: ContainerMountOptions): Promise<ContainerMount[]> {
  const { pod, container } = o;
  const result: ContainerMount[] = [];
  const besides: ContainerMount[] = [];
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    const { name = '', mountPath = '', readOnly = false, mountPropagation } = mount;
    const volumePath = o.volumes.get(name);
    if (volumePath === undefined)
      throw new Error(`cannot find volume "${name}" to mount into container "${container.name}"`);
    const recursiveReadOnly = resolved(mount, o.canRecursiveReadOnly);
    const volume = pod.spec?.volumes?.find((one) => one.name === name);
    const expanded = mount.subPathExpr
      ? expand(mount.subPathExpr, (variable) => o.environment.get(variable))
      : (mount.subPath ?? '');
    const { root, subPath, below } = whereOnNode(volume, { volumePath, subPath: expanded }, o.paths.places);
    const target = o.paths.subPath(pod.metadata?.uid ?? '', name, container.name ?? '', index);
    const hostPath = subPath
      ? await bound(mount, container, () =>
          bindSubPath(root, subPath, target, { mounts: o.mounts, missing: missingFile(pod, volume, subPath) }),
        )
      : root;
    const how = {
      readOnly: readOnly || isReadOnly(volume),
      ...(recursiveReadOnly && { recursiveReadOnly }),
      propagation: mountPropagation,
    };
    const containerPath = absolute(mountPath);
    result.push({ containerPath, hostPath, ...how });
    for (const place of below)
      besides.push({ containerPath: join(containerPath, place.below), hostPath: place.own, ...how });
  }
  const mounted = new Set(result.map((mount) => mount.containerPath));
  result.push(...besides.filter(({ containerPath }) => !mounted.has(containerPath)));
  const taken = new Set(result.map((mount) => mount.containerPath));
  if (!taken.has('/etc/hosts')) result.push({ containerPath: '/etc/hosts', hostPath: o.hostsPath, readOnly: false });
  result.push(...(o.added ?? []).filter(({ containerPath }) => !taken.has(containerPath)));
  result.push({
    containerPath: container.terminationMessagePath || '/dev/termination-log',
    hostPath: o.terminationMessagePath,
    readOnly: false,
  });
  return result;
}

/** A directory of the machine shows, where the node has something of its own in it, that. */
function whereOnNode(
  volume: Volume | undefined,
  { volumePath, subPath }: { volumePath: string; subPath: string },
  places: readonly NodePlace[],
) {
  const path = volume?.hostPath?.path;
  // What leads out of a volume is refused later.
  if (!path || subPath.split('/').includes('..')) return { root: volumePath, subPath, below: [] };
  const known = join(path, subPath);
  const place = subPath ? placeOf(known, places) : undefined;
  return {
    ...(place ? { root: place.own, subPath: place.rest } : { root: volumePath, subPath }),
    below: placesBelow(known, places),
  };
}

function resolved(mount: VolumeMount, isSupported: boolean): boolean {
  try {
    return isRecursivelyReadOnly(mount, isSupported);
  } catch (error) {
    throw new Error(`failed to resolve recursive read-only mode: ${(error as Error).message}`, { cause: error });
  }
}

/** The system's own errors tell of the node's file system: they are for its log, not for the pod's status. */
async function bound(mount: VolumeMount, container: Container, bind: () => Promise<string>): Promise<string> {
  try {
    return await bind();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new Error(`failed to prepare subPath for volumeMount "${mount.name}" of container "${container.name}"`, {
      cause: error,
    });
  }
}

/** Why a file that is not in the volume can't be made there: it stands for a key that does not exist. Undefined where it may be missing. */
function missingFile(pod: Pod, volume: Volume | undefined, subPath: string): string | undefined {
  const { configMap, secret, downwardAPI, projected } = volume ?? {};
  const keyOf = (items: readonly { key?: string; path?: string }[] = []) =>
    items.find(({ path }) => path === subPath)?.key ?? subPath;
  const namespace = pod.metadata?.namespace;
  if (configMap)
    return configMap.optional
      ? undefined
      : `couldn't find key ${keyOf(configMap.items)} in ConfigMap ${namespace}/${configMap.name}`;
  if (secret)
    return secret.optional
      ? undefined
      : `couldn't find key ${keyOf(secret.items)} in Secret ${namespace}/${secret.secretName}`;
  const optional = projected?.sources?.some(({ configMap: map, secret: keys }) => map?.optional ?? keys?.optional);
  return (projected ?? downwardAPI) && !optional
    ? `couldn't find subPath ${subPath} in volume ${volume?.name}`
    : undefined;
}

/** What the node writes into a volume is not for containers to change. */
function isReadOnly(volume: Volume | undefined): boolean {
  if (volume?.persistentVolumeClaim?.readOnly) return true;
  return Boolean(
    volume && (volume.image || volume.secret || volume.configMap || volume.downwardAPI || volume.projected),
  );
}

const absolute = (path: string) => (path.startsWith('/') ? path : join('/', path));
