import { CERTIFICATE_OPTIONS, defineConfig, logOptions, type ConfigOf } from '@kubets/component/main';
import { auditOptions } from './audit/audit-options';
import { authOptions } from './auth/auth-options';
import { mustBe } from './configuration/must-be';
import { parseCidr, parseIp, parsePortRange } from '@kubets/net';

const NODE_PORTS = '30000-32767';

/**
 * Kubernetes' own flag names throughout. The REST server is the diagnostics server as well, so the properties of its
 * address and port are not those that runService starts one for.
 */
export const apiserverConfig = defineConfig({
  name: 'kube-apiserver',
  doc: 'Serves the Kubernetes API over REST and gRPC, with etcd behind it.',
  options: {
    etcdServers: {
      flag: 'etcd-servers',
      type: 'list',
      default: ['http://127.0.0.1:2379'],
      doc: 'URLs of the etcd members.',
    },
    etcdCaFile: { flag: 'etcd-cafile', type: 'string', doc: 'PEM file with the CA of etcd.' },
    etcdCertFile: { flag: 'etcd-certfile', type: 'string', doc: 'PEM file with the client certificate for etcd.' },
    etcdKeyFile: { flag: 'etcd-keyfile', type: 'string', doc: 'PEM file with the key of --etcd-certfile.' },
    etcdCompactionIntervalMs: {
      flag: 'etcd-compaction-interval',
      type: 'duration',
      default: '5m',
      doc: 'How often etcd’s history is cut off where it was the time before; 0s leaves it to others.',
    },
    listenAddress: {
      flag: 'bind-address',
      type: 'string',
      default: '0.0.0.0',
      doc: 'Address that REST and gRPC listen on.',
    },
    restPort: { flag: 'secure-port', type: 'port', default: 6443, doc: 'HTTPS port of the REST API.' },
    grpcPort: { flag: 'grpc-port', type: 'port', default: 6444, doc: 'TLS port of the gRPC API.' },
    advertiseAddress: {
      flag: 'advertise-address',
      type: 'string',
      required: true,
      doc: 'Address under which pods and nodes reach this server; becomes an endpoint of the Service kubernetes.',
      validate: mustBe('an IP address', (value: string) => parseIp(value)),
    },
    serviceClusterIpRange: {
      flag: 'service-cluster-ip-range',
      type: 'list',
      default: ['10.96.0.0/12'],
      doc: 'CIDR of ClusterIPs; for dual stack one per family, the primary first.',
      validate: mustBe('one CIDR, or two of different families', (value: string[]) =>
        value.every(parseCidr) ? value : undefined,
      ),
    },
    serviceNodePortRange: {
      flag: 'service-node-port-range',
      type: 'string',
      default: NODE_PORTS,
      doc: 'Ports for Services of type NodePort and LoadBalancer.',
      validate: mustBe(`a range such as ${NODE_PORTS}`, (value: string) => parsePortRange(value)),
    },
    clientCaFile: {
      flag: 'client-ca-file',
      type: 'string',
      required: true,
      doc: 'PEM file with the CAs whose client certificates are accepted.',
    },
    ...CERTIFICATE_OPTIONS,
    serviceAccountKeyFile: {
      flag: 'service-account-key-file',
      type: 'list',
      doc: 'PEM files with the public keys that ServiceAccount tokens are verified with; the signing key is always among them.',
    },
    serviceAccountSigningKeyFile: {
      flag: 'service-account-signing-key-file',
      type: 'string',
      required: true,
      doc: 'PEM file with the private key that ServiceAccount tokens are signed with.',
    },
    serviceAccountIssuer: {
      flag: 'service-account-issuer',
      type: 'list',
      default: ['https://kubernetes.default.svc.cluster.local'],
      doc: 'Issuer of ServiceAccount tokens; tokens of further ones are accepted.',
    },
    apiAudiences: {
      flag: 'api-audiences',
      type: 'list',
      doc: 'Audiences that tokens for this API carry; the issuers unless given.',
    },
    kubeletClientCertificate: {
      flag: 'kubelet-client-certificate',
      type: 'string',
      doc: 'PEM file with the certificate shown to kubelets.',
    },
    kubeletClientKey: {
      flag: 'kubelet-client-key',
      type: 'string',
      doc: 'PEM file with the key of --kubelet-client-certificate.',
    },
    kubeletCertificateAuthority: {
      flag: 'kubelet-certificate-authority',
      type: 'string',
      doc: 'PEM file with the CA of the kubelets; without it their certificates are not verified.',
    },
    proxyClientCertFile: {
      flag: 'proxy-client-cert-file',
      type: 'string',
      doc: 'PEM file with the certificate shown to extension servers, so that they believe who this server says asks.',
    },
    proxyClientKeyFile: {
      flag: 'proxy-client-key-file',
      type: 'string',
      doc: 'PEM file with the key of --proxy-client-cert-file.',
    },
    requestheaderClientCaFile: {
      flag: 'requestheader-client-ca-file',
      type: 'string',
      doc: 'PEM file with the CA of --proxy-client-cert-file; extension servers are told of it in the ConfigMap extension-apiserver-authentication.',
    },
    requestheaderAllowedNames: {
      flag: 'requestheader-allowed-names',
      type: 'list',
      default: [],
      doc: 'Common names that certificates of that CA may have; any unless given. Extension servers are told of them, too.',
    },
    defaultNotReadyTolerationSeconds: {
      flag: 'default-not-ready-toleration-seconds',
      type: 'int',
      default: 300,
      doc: 'How long pods stay on a node that is not ready.',
    },
    defaultUnreachableTolerationSeconds: {
      flag: 'default-unreachable-toleration-seconds',
      type: 'int',
      default: 300,
      doc: 'How long pods stay on a node that is not heard of.',
    },
    admissionControlConfigFile: {
      flag: 'admission-control-config-file',
      type: 'string',
      doc: 'File with the configuration of admission plugins: of PodSecurity.',
    },
    disableAdmissionPlugins: {
      flag: 'disable-admission-plugins',
      type: 'list',
      default: [],
      doc: 'Admission plugins that are not asked, by their names; all are unless given.',
    },
    encryptionProviderConfig: {
      flag: 'encryption-provider-config',
      type: 'string',
      doc: 'File that says how objects are encrypted in etcd.',
    },
    encryptionProviderConfigAutomaticReload: {
      flag: 'encryption-provider-config-automatic-reload',
      type: 'bool',
      default: false,
      doc: 'Whether --encryption-provider-config is read again when it changes.',
    },
    workers: {
      flag: 'workers',
      type: 'int',
      default: 1,
      doc: 'Processes that answer on the ports, each with a cache of its own: one for each core that the server may have. They share --max-requests-inflight.',
      validate: (value) => (value >= 1 && value <= 64 ? undefined : 'between 1 and 64'),
    },
    maxRequestsInflight: {
      flag: 'max-requests-inflight',
      type: 'int',
      default: 400,
      doc: 'With --max-mutating-requests-inflight: how many requests are answered at once. Priority levels share them.',
    },
    maxMutatingRequestsInflight: {
      flag: 'max-mutating-requests-inflight',
      type: 'int',
      default: 200,
      doc: 'See --max-requests-inflight.',
    },
    ...auditOptions,
    ...authOptions,
    ...logOptions,
  },
});

export type ApiserverConfig = ConfigOf<typeof apiserverConfig.options>;
