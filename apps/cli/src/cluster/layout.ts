import { join } from 'node:path';
import { addressOf } from './networks';
import type { ClusterOptions } from './options';

/** One node: where it lives and what is its own. */
export interface NodeLayout {
  name: string;
  netns: string;
  address: string;
  /** Persistent data: images, snapshots, volumes. */
  dataDir: string;
  /** Sockets and run-time state, gone with a reboot. */
  runDir: string;
  containerdSocket: string;
  cniConfDir: string;
  cgroupRoot: string;
}

/** Where the ingress controller lives: beside the nodes, with an address of its own on their network. */
export interface IngressLayout {
  netns: string;
  address: string;
  /** Of its engine. */
  runDir: string;
}

/** Every path, name and address of a cluster, derived from its options alone. */
export interface ClusterLayout {
  options: ClusterOptions;
  runDir: string;
  logDir: string;
  pkiDir: string;
  /** Of all nodes, which share this machine's file system: what pods have claimed. */
  volumesDir: string;
  /** Where V8 keeps what it compiled, for the next start; Node.js before 22.1 makes no use of it. */
  compileCacheDir: string;
  kubeconfig: string;
  controlSocket: string;
  bridge: string;
  natTable: string;
  /** The host's address on the nodes' network, where nodes find the API server and DNS. */
  hostAddress: string;
  /** First Service address: the API server as pods see it. */
  apiServiceAddress: string;
  dnsServiceAddress: string;
  ingress: IngressLayout;
  nodes: NodeLayout[];
}

const INGRESS = 9;
const FIRST_NODE = 11;

export function layoutOf(options: ClusterOptions): ClusterLayout {
  const runDir = `/run/${options.name}`;
  return {
    options,
    runDir,
    logDir: join(options.stateDir, 'logs'),
    pkiDir: join(options.stateDir, 'pki'),
    volumesDir: join(options.stateDir, 'volumes'),
    compileCacheDir: join(options.stateDir, 'compile-cache'),
    kubeconfig: join(options.stateDir, 'kubeconfig'),
    controlSocket: join(runDir, 'supervisor.sock'),
    bridge: `${options.name}0`,
    natTable: `${options.name}-host`,
    hostAddress: addressOf('node-cidr', options.nodeCidr, 1),
    apiServiceAddress: addressOf('service-cidr', options.serviceCidr, 1),
    dnsServiceAddress: addressOf('service-cidr', options.serviceCidr, 10),
    ingress: {
      netns: `${options.name}-ingress`,
      address: addressOf('node-cidr', options.nodeCidr, INGRESS),
      runDir: join(runDir, 'ingress'),
    },
    nodes: Array.from({ length: options.nodes }, (_, index) => nodeLayout(options, runDir, index)),
  };
}

/** Where the node with an index from 0 lives, or would. */
export function nodeLayout(options: ClusterOptions, clusterRunDir: string, index: number): NodeLayout {
  const name = `node-${index + 1}`;
  const runDir = join(clusterRunDir, name);
  return {
    name,
    netns: `${options.name}-${name}`,
    address: addressOf('node-cidr', options.nodeCidr, FIRST_NODE + index),
    dataDir: join(options.stateDir, 'nodes', name),
    runDir,
    containerdSocket: join(runDir, 'containerd.sock'),
    cniConfDir: join(runDir, 'cni'),
    cgroupRoot: `/${options.name}/${name}`,
  };
}
