import type { ClusterLayout } from '../cluster/layout';
import type { ClusterPki } from '../pki/cluster-pki';
import { containerdProcess } from './containerd';
import {
  apiserverProcess,
  cloudLbProcess,
  controllerManagerProcess,
  dnsProcess,
  ingressProcess,
  schedulerProcess,
} from './control-plane';
import { etcdProcess } from './etcd';
import { registryProcesses } from './image-registry';
import { kubeletProcess, proxyProcess } from './node-processes';
import type { ProcessSpec } from './process-spec';

/**
 * Every process of a cluster. All are started at once, each waits for what it needs; they are stopped from the last
 * to the first, so that nobody's state is lost and no log fills with complaints about a part that left before.
 */
export const processesOf = (layout: ClusterLayout, pki: ClusterPki): ProcessSpec[] => [
  etcdProcess(layout, pki),
  apiserverProcess(layout, pki),
  ...layout.nodes.map((node) => containerdProcess(layout, node)),
  ...layout.nodes.map((node) => kubeletProcess(layout, pki, node)),
  ...layout.nodes.map((node) => proxyProcess(layout, pki, node)),
  controllerManagerProcess(layout, pki),
  schedulerProcess(layout, pki),
  dnsProcess(layout, pki),
  cloudLbProcess(layout, pki),
  ingressProcess(layout, pki),
  ...registryProcesses(layout),
];
