import type { Pod } from '@kubets/proto-gen/core/v1';
import { join } from 'node:path';
import type { NodePlace } from './node-places';

/** Where things of a pod lie on the node; the layout is Kubernetes', as backup and log tools know it. */
export interface PodPaths {
  /** Holds everything of a pod but its logs. */
  pod(uid: string): string;
  /** The folder of all pods. */
  pods: string;
  volume(uid: string, plugin: string, name: string): string;
  subPath(uid: string, volume: string, container: string, index: number): string;
  hosts(uid: string): string;
  xds(uid: string): string;
  terminationMessage(uid: string, container: string, restartCount: number): string;
  logs(pod: Pod): string;
  /** The folder of all pods' logs. */
  allLogs: string;
  /** The folder of links to the logs of all containers. */
  containerLogs: string;
  /** What pods find at paths where every node of Kubernetes has it. */
  places: readonly NodePlace[];
}

/** Where a node of Kubernetes has its pods' logs, and links to them by container. */
export const POD_LOGS = '/var/log/pods';
const CONTAINER_LOGS = '/var/log/containers';
/** Where a kubelet has its volumes, and the sockets of drivers: what the charts of drivers mount. */
const KUBELET_ROOT = '/var/lib/kubelet';

const LONGEST_FILE_NAME = 255;

export function podPaths(rootDir: string, logsDir: string): PodPaths {
  const pods = join(rootDir, 'pods');
  const containerLogs = join(rootDir, 'container-logs');
  return {
    pods,
    pod: (uid) => join(pods, uid),
    volume: (uid, plugin, name) => join(pods, uid, 'volumes', plugin, name),
    subPath: (uid, volume, container, index) => join(pods, uid, 'volume-subpaths', volume, container, String(index)),
    hosts: (uid) => join(pods, uid, 'etc-hosts'),
    xds: (uid) => join(pods, uid, 'xds'),
    terminationMessage: (uid, container, restartCount) =>
      join(pods, uid, 'containers', container, `termination-message-${restartCount}`),
    logs: ({ metadata }) => {
      const { namespace = '', name = '', uid = '' } = metadata ?? {};
      // The longest name and namespace together do not fit into a file name; the uid tells pods apart.
      return join(
        logsDir,
        `${namespace}_${name.slice(0, LONGEST_FILE_NAME - namespace.length - uid.length - 2)}_${uid}`,
      );
    },
    allLogs: logsDir,
    containerLogs,
    places: [
      { known: POD_LOGS, own: logsDir },
      { known: CONTAINER_LOGS, own: containerLogs },
      ...(rootDir === KUBELET_ROOT ? [] : [{ known: KUBELET_ROOT, own: rootDir }]),
    ],
  };
}

/** The log file of one try of a container, relative to its pod's log directory. */
export function containerLogPath(container: string, restartCount: number): string {
  return join(container, `${restartCount}.log`);
}
