import { defineConfig, logOptions, type ConfigOf } from '@kubets/component/main';

const NODES = 250;

export const testServerConfig = defineConfig({
  name: 'kubets-test-server',
  doc: 'Runs a whole cluster on loopback for tests in any language, until it is told to end; what it held is gone then.',
  options: {
    kubeconfig: {
      flag: 'kubeconfig',
      type: 'string',
      required: true,
      doc: "File that gets the administrator's kubeconfig, once the cluster answers. It is removed at the end.",
    },
    nodes: {
      flag: 'nodes',
      type: 'int',
      default: 1,
      doc: 'How many nodes there are, whose pods are simulated; see the annotations testing.kubets.dev/….',
      validate: (value) => (value >= 0 && value <= NODES ? undefined : `between 0 and ${NODES}`),
    },
    restPort: { flag: 'secure-port', type: 'port', default: 0, doc: 'HTTPS port of the REST API; a free one for 0.' },
    grpcPort: { flag: 'grpc-port', type: 'port', default: 0, doc: 'TLS port of the gRPC API; a free one for 0.' },
    dnsPort: { flag: 'dns-port', type: 'port', default: 0, doc: "Port of the cluster's DNS; a free one for 0." },
    ...logOptions,
  },
});

export type TestServerConfig = ConfigOf<typeof testServerConfig.options>;
