import { hostname } from 'node:os';
import { type ConfigOf, defineConfig, logOptions, servingOptions } from '@kubets/component/main';
import { parseCidr } from '@kubets/net';
import { BACKEND_NAMES } from './backends/backend-names';
import { parseHostPort } from './host-port';

const { tlsCertFile, tlsPrivateKeyFile, clientCaFile } = servingOptions({ securePort: 10249 });

function endpoint(text: string): string | undefined {
  return text === '' || parseHostPort(text)
    ? undefined
    : 'ADDRESS:PORT, such as 0.0.0.0:10256, or empty to serve nothing';
}

function cidrs(texts: readonly string[]): string | undefined {
  const wrong = texts.find((text) => !parseCidr(text));
  return wrong === undefined ? undefined : `CIDRs such as 10.244.0.0/16, which ${wrong} is not`;
}

export const config = defineConfig({
  name: 'kube-proxy',
  doc: 'Makes Service addresses work on one node: turns Services and EndpointSlices into nftables rules.',
  options: {
    kubeconfig: {
      flag: 'kubeconfig',
      type: 'string',
      doc: 'Path of the kubeconfig whose server is the gRPC address of the apiserver (https://HOST:6444). Needed unless --cleanup is given.',
    },
    proxyMode: {
      flag: 'proxy-mode',
      type: 'string',
      default: 'nftables',
      doc: 'What forwards the packets: nftables.',
      validate: (mode) =>
        BACKEND_NAMES.some((name) => name === mode) ? undefined : `one of ${BACKEND_NAMES.join(', ')}`,
    },
    hostnameOverride: {
      flag: 'hostname-override',
      type: 'string',
      default: hostname().toLowerCase(),
      doc: 'Name of the Node object of this machine.',
    },
    clusterCidr: {
      flag: 'cluster-cidr',
      type: 'list',
      default: [],
      doc: 'CIDRs of all pods. Clients outside are masqueraded when they use a ClusterIP.',
      validate: cidrs,
    },
    nodeportAddresses: {
      flag: 'nodeport-addresses',
      type: 'list',
      default: ['primary'],
      doc: 'CIDRs of this node\'s addresses on which nodePorts answer; "primary" means the addresses of its Node object and 127.0.0.1.',
      validate: (list) => (list.length === 1 && list[0] === 'primary' ? undefined : cidrs(list)),
    },
    masqueradeAll: {
      flag: 'masquerade-all',
      type: 'bool',
      default: false,
      doc: 'Masquerade all traffic to ClusterIPs, that of pods too.',
    },
    syncPeriodMs: {
      flag: 'nftables-sync-period',
      type: 'duration',
      default: '30s',
      doc: 'How often it is checked that the rules are still there. A change that waits for twice as long makes the node unhealthy.',
    },
    healthzBindAddress: {
      flag: 'healthz-bind-address',
      type: 'string',
      default: '0.0.0.0:10256',
      doc: 'Address of /healthz and /livez over HTTP; empty to serve none.',
      validate: endpoint,
    },
    metricsBindAddress: {
      flag: 'metrics-bind-address',
      type: 'string',
      default: '127.0.0.1:10249',
      doc: 'Address of /metrics over HTTPS; empty to serve none.',
      validate: endpoint,
    },
    tlsCertFile,
    tlsPrivateKeyFile,
    clientCaFile,
    cleanup: {
      flag: 'cleanup',
      type: 'bool',
      default: false,
      doc: 'Remove all rules and addresses that a proxy has left on this node, and exit.',
    },
    ...logOptions,
  },
});

export type ProxyConfig = ConfigOf<typeof config.options>;
