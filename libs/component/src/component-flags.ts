import type { OptionSpecs } from './config/option';

/** `--kubeconfig`: how a component reaches the apiserver's gRPC port. */
export const CLIENT_OPTIONS = {
  kubeconfig: {
    flag: 'kubeconfig',
    type: 'string',
    required: true,
    doc: 'Path of the kubeconfig whose server is the gRPC address of the apiserver (https://HOST:6444).',
  },
} as const satisfies OptionSpecs;

/** The certificate of a server that everybody talks to: without one there is none. */
export const CERTIFICATE_OPTIONS = {
  tlsCertFile: {
    flag: 'tls-cert-file',
    type: 'string',
    required: true,
    doc: 'PEM file with the serving certificate.',
  },
  tlsPrivateKeyFile: {
    flag: 'tls-private-key-file',
    type: 'string',
    required: true,
    doc: 'PEM file with the key of --tls-cert-file.',
  },
} as const satisfies OptionSpecs;

/** Address and certificates of the diagnostics server; securePort 0 turns it off. */
export function servingOptions<P extends number>(defaults: { securePort: P }) {
  return {
    bindAddress: {
      flag: 'bind-address',
      type: 'string',
      default: '0.0.0.0',
      doc: 'Address on which /livez, /readyz, /healthz, /metrics and /version are served.',
    },
    securePort: {
      flag: 'secure-port',
      type: 'port',
      default: defaults.securePort,
      doc: 'HTTPS port of the health and metrics endpoints; 0 serves none.',
    },
    tlsCertFile: {
      flag: 'tls-cert-file',
      type: 'string',
      doc: 'PEM file with the serving certificate; a self-signed one is made in memory when it is not given.',
    },
    tlsPrivateKeyFile: {
      flag: 'tls-private-key-file',
      type: 'string',
      doc: 'PEM file with the key of --tls-cert-file.',
    },
    clientCaFile: {
      flag: 'client-ca-file',
      type: 'string',
      doc: 'PEM file with the CAs whose client certificates may read /metrics.',
    },
  } as const satisfies OptionSpecs;
}

const LOG_LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** `--log-level`. Every service has it. */
export const logOptions = {
  logLevel: {
    flag: 'log-level',
    type: 'string',
    default: 'info',
    doc: 'Lowest level that is logged: trace, debug, info, warn, error, fatal or silent.',
    validate: (level: string) => (LOG_LEVELS.includes(level) ? undefined : `one of ${LOG_LEVELS.join(', ')}`),
  },
} as const satisfies OptionSpecs;

/** Kubernetes' --leader-elect family; the lease is named after the component. */
export function leaderElectionOptions(defaults: { resourceName: string }) {
  return {
    leaderElect: {
      flag: 'leader-elect',
      type: 'bool',
      default: true,
      doc: 'Hold a Lease while working, so that of several replicas one is active.',
    },
    leaderElectLeaseDurationMs: {
      flag: 'leader-elect-lease-duration',
      type: 'duration',
      default: '15s',
      doc: 'How long others wait before they take a lease that is not renewed.',
    },
    leaderElectRenewDeadlineMs: {
      flag: 'leader-elect-renew-deadline',
      type: 'duration',
      default: '10s',
      doc: 'How long the leader tries to renew before it stops leading; less than the lease duration.',
    },
    leaderElectRetryPeriodMs: {
      flag: 'leader-elect-retry-period',
      type: 'duration',
      default: '2s',
      doc: 'Time between attempts to take or renew the lease.',
    },
    leaderElectResourceNamespace: {
      flag: 'leader-elect-resource-namespace',
      type: 'string',
      default: 'kube-system',
      doc: 'Namespace of the Lease.',
    },
    leaderElectResourceName: {
      flag: 'leader-elect-resource-name',
      type: 'string',
      default: defaults.resourceName as string,
      doc: 'Name of the Lease.',
    },
  } as const satisfies OptionSpecs;
}
