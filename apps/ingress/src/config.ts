import {
  CLIENT_OPTIONS,
  defineConfig,
  leaderElectionOptions,
  logOptions,
  servingOptions,
  type ConfigOf,
} from '@kubets/component/main';

const ADDRESSES = 'a list of IP addresses';

async function notAddresses(values: readonly string[]): Promise<string | undefined> {
  const { isIP } = await import('node:net');
  return values.every((value) => isIP(value) !== 0) ? undefined : ADDRESSES;
}

export const config = defineConfig({
  name: 'ingress-controller',
  doc: 'Leads HTTP requests from outside to Services, as Ingresses and Gateways say.',
  options: {
    ...CLIENT_OPTIONS,
    ...servingOptions({ securePort: 10260 }),
    ...leaderElectionOptions({ resourceName: 'ingress-controller' }),
    ...logOptions,
    listenAddress: {
      flag: 'listen-address',
      type: 'list',
      default: ['0.0.0.0'],
      doc: 'Addresses on which the engine takes requests.',
      validateLater: async (addresses) => (addresses.length === 0 ? ADDRESSES : notAddresses(addresses)),
    },
    publishAddress: {
      flag: 'publish-address',
      type: 'list',
      default: [],
      doc: 'Addresses that are written into the status of Ingresses; those listened on when not given.',
      validateLater: notAddresses,
    },
    httpPort: { flag: 'http-port', type: 'port', default: 80, doc: 'Port of plain HTTP.' },
    httpsPort: { flag: 'https-port', type: 'port', default: 443, doc: 'Port of HTTP over TLS.' },
    engineProgram: {
      flag: 'engine-program',
      type: 'string',
      default: 'haproxy',
      doc: 'HAProxy, 2.6 or later: a path, or a name that is looked for in PATH.',
    },
    engineDir: {
      flag: 'engine-dir',
      type: 'string',
      default: '/run/kubets-ingress',
      validate: (path) =>
        /^\/[\w./-]{1,80}$/.test(path)
          ? undefined
          : 'an absolute path of letters, digits, dots and dashes, of at most 80',
      doc: 'Directory of the engine’s configuration and sockets, for this process alone. A process that is started anew finds a running engine by it.',
    },
    manageRoutes: {
      flag: 'manage-routes',
      type: 'bool',
      default: true,
      doc: 'Keep routes to the pods of every node, by way of the node. It needs the right to set routes; off where the network has them.',
    },
  },
});

export type IngressConfig = ConfigOf<typeof config.options>;
