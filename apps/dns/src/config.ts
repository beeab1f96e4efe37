import { CLIENT_OPTIONS, defineConfig, logOptions, servingOptions, type ConfigOf } from '@kubets/component/main';
import { parseIp } from '@kubets/net';
import { parseUpstream } from './upstreams/upstream';

const isAddress = (value: string) => (parseIp(value) ? undefined : 'an IP address');

export const config = defineConfig({
  name: 'kube-dns',
  doc: 'Answers for the names of Services and pods, and forwards other names.',
  options: {
    ...CLIENT_OPTIONS,
    ...servingOptions({ securePort: 9153 }),
    ...logOptions,
    bindAddress: {
      flag: 'bind-address',
      type: 'string',
      default: '0.0.0.0',
      doc: 'Address on which DNS, health and metrics are served.',
      validate: isAddress,
    },
    port: { flag: 'port', type: 'port', default: 53, doc: 'Port of DNS, over UDP and TCP.' },
    advertiseAddress: {
      flag: 'advertise-address',
      type: 'string',
      doc: 'Address entered in the Endpoints of Service kube-dns; by default --bind-address, or the first of the machine that is not loopback.',
      validate: isAddress,
    },
    clusterDomain: { flag: 'cluster-domain', type: 'string', default: 'cluster.local', doc: "The cluster's zone." },
    clusterDns: {
      flag: 'cluster-dns',
      type: 'list',
      default: ['10.96.0.10'],
      doc: 'ClusterIPs of Service kube-dns, which is created when it is not there.',
      validate: (values) =>
        values.length > 0 && values.every((value) => parseIp(value)) ? undefined : 'one IP address per family',
    },
    ttl: {
      flag: 'ttl',
      type: 'int',
      default: 5,
      doc: 'Seconds for which cluster names may be remembered.',
      validate: (value) => (value >= 0 && value <= 3600 ? undefined : 'between 0 and 3600'),
    },
    upstream: {
      flag: 'upstream',
      type: 'list',
      doc: 'Resolvers for names outside the cluster, as ADDRESS or ADDRESS:PORT, in order of preference; by default the nameservers of --resolv-conf.',
      validate: (values) =>
        values.every((value) => parseUpstream(value)) ? undefined : 'a list of ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT',
    },
    resolvConf: {
      flag: 'resolv-conf',
      type: 'string',
      default: '/etc/resolv.conf',
      doc: 'File with the nameservers and search domains of the node.',
    },
    xdsPort: {
      flag: 'xds-port',
      type: 'port',
      default: 0,
      doc: 'Port on which gRPC clients are told the endpoints of Services (xDS), over TLS with the files of --tls-cert-file; 0 for none.',
    },
    xdsPlaintext: {
      flag: 'xds-plaintext',
      type: 'bool',
      default: false,
      doc: 'Take clients without TLS on --xds-port, too, as those of Node.js are.',
    },
    workers: {
      flag: 'workers',
      type: 'int',
      default: 1,
      doc: 'Processes that answer on the port, each with a copy of the names: one for each core that DNS may have.',
      validate: (value) => (value >= 1 && value <= 64 ? undefined : 'between 1 and 64'),
    },
    namesFile: {
      flag: 'names-file',
      type: 'string',
      doc: 'YAML file with zone, ttl, negativeTtl, upstreams, forward (resolvers by zone), hosts and cache; what it says counts before the flags. It is followed while the server runs.',
      async validateLater(path) {
        const { readNamesFile } = await import('./configuration/names-file');
        try {
          readNamesFile(path);
          return undefined;
        } catch (error) {
          return `a file of names: ${(error as Error).message}`;
        }
      },
    },
    completeSearchPath: {
      flag: 'complete-search-path',
      type: 'bool',
      default: true,
      doc: "Answer the first query along a pod's search path with the name it leads to, instead of refusing it and being asked four times more.",
    },
  },
});

export type DnsConfig = ConfigOf<typeof config.options>;
