import { NODE_LOCAL } from '@kubets/api';
import { CERTIFICATE_OPTIONS, CLIENT_OPTIONS, defineConfig, logOptions, type ConfigOf } from '@kubets/component/main';
import { isIP } from 'node:net';
import { parseThresholds, type ThresholdTexts } from './eviction/pressure/thresholds';
import { ACCESS_POLICIES, allowlistProblem } from './images/access-policy';
import { parsePeriod } from './node-shutdown/shutdown-groups';

const address = (value: string) => (isIP(value) ? undefined : 'an IP address');
const cidrs = (values: string[]) =>
  values.every((value) => /^[\da-fA-F.:]+\/\d{1,3}$/.test(value)) ? undefined : 'CIDRs such as 10.244.0.0/16';
const percent = (n: number) => (n >= 0 && n <= 100 ? undefined : 'from 0 to 100');
const amounts = (flag: keyof ThresholdTexts, example: string) => (values: string[]) => {
  try {
    parseThresholds({ hard: [], soft: [], softGracePeriod: [], minimumReclaim: [], [flag]: values });
    return undefined;
  } catch (error) {
    return `such as ${example} (${(error as Error).message})`;
  }
};
const periods = (values: string[]) => {
  try {
    values.forEach(parsePeriod);
    return undefined;
  } catch (error) {
    return `such as 0=30,2000000000=10 (${(error as Error).message})`;
  }
};
const labels = (values: string[]) =>
  values.every((value) => value.includes('=')) ? undefined : 'labels such as zone=a,disk=ssd';
const taints = (values: string[]) =>
  values.every((value) => /^[^:]+:(NoSchedule|PreferNoSchedule|NoExecute)$/.test(value))
    ? undefined
    : 'taints such as key=value:NoSchedule';

/** The command line of a node agent; flags carry Kubernetes' names. */
export const config = defineConfig({
  name: 'kubelet',
  doc: 'Registers this machine as a node and runs the pods that are bound to it, with containerd.',
  options: {
    ...CLIENT_OPTIONS,
    ...logOptions,
    networkKubeconfig: {
      flag: 'network-kubeconfig',
      type: 'string',
      doc: 'Kubeconfig of who may read all nodes, for the routes to their pods; --kubeconfig, whose node may read only itself, when it is not given.',
    },
    hostnameOverride: {
      flag: 'hostname-override',
      type: 'string',
      doc: 'Name of the node; the host name when it is not given.',
    },
    nodeIp: {
      flag: 'node-ip',
      type: 'string',
      validate: address,
      doc: 'InternalIP of the node; the address of the default route when it is not given.',
    },
    nodeExternalIp: {
      flag: 'node-external-ip',
      type: 'string',
      validate: address,
      doc: 'ExternalIP that the node publishes, if any.',
    },
    registerNode: { flag: 'register-node', type: 'bool', default: true, doc: 'Create the Node object.' },
    nodeLabels: {
      flag: 'node-labels',
      type: 'list',
      default: [],
      validate: labels,
      doc: 'Labels to register the node with.',
    },
    registerWithTaints: {
      flag: 'register-with-taints',
      type: 'list',
      default: [],
      validate: taints,
      doc: 'Taints to register the node with (key=value:effect).',
    },
    nodeStatusUpdateFrequencyMs: {
      flag: 'node-status-update-frequency',
      type: 'duration',
      default: '10s',
      doc: 'How often the machine is looked at for changes of the node status.',
    },
    nodeStatusReportFrequencyMs: {
      flag: 'node-status-report-frequency',
      type: 'duration',
      default: '5m',
      doc: 'How often the node status is written when nothing changed.',
    },
    nodeLeaseDurationSeconds: {
      flag: 'node-lease-duration-seconds',
      type: 'int',
      default: 40,
      doc: 'Duration of the Lease in kube-node-lease; it is renewed four times in it.',
    },
    maxPods: { flag: 'max-pods', type: 'int', default: 110, doc: 'How many pods the node takes.' },
    systemReserved: {
      flag: 'system-reserved',
      type: 'list',
      default: [],
      doc: 'Resources kept for the machine itself, such as cpu=200m,memory=256Mi.',
    },

    containerRuntimeEndpoint: {
      flag: 'container-runtime-endpoint',
      type: 'string',
      default: 'unix:///run/containerd/containerd.sock',
      doc: 'Socket on which the runtime serves CRI v1.',
    },
    rootDir: {
      flag: 'root-dir',
      type: 'string',
      default: '/var/lib/kubelet',
      doc: 'Directory for pods’ volumes and other state.',
    },
    nodeLocalVolumeDir: {
      flag: 'node-local-volume-dir',
      type: 'string',
      default: NODE_LOCAL.root as string,
      doc: 'Directory of the volumes that the controller-manager makes for claims of class standard: of one cluster, for those of no volume there are removed.',
    },
    podManifestPath: {
      flag: 'pod-manifest-path',
      type: 'string',
      doc: 'Folder of manifests, or one, of static pods: they run here whatever the API says, which shows them.',
    },
    podLogsDir: {
      flag: 'pod-logs-dir',
      type: 'string',
      doc: 'Directory of container logs; pod-logs under --root-dir when it is not given.',
    },
    cgroupRoot: {
      flag: 'cgroup-root',
      type: 'string',
      default: '',
      doc: 'Control group under which pods’ groups are made; empty is the runtime’s default.',
    },
    resolvConf: {
      flag: 'resolv-conf',
      type: 'string',
      default: '/etc/resolv.conf',
      doc: 'Resolver configuration of pods with dnsPolicy Default, and of names outside the cluster.',
    },
    clusterDns: {
      flag: 'cluster-dns',
      type: 'list',
      default: [],
      validate: (values) => (values.every((value) => isIP(value)) ? undefined : 'IP addresses'),
      doc: 'Addresses of the cluster’s DNS.',
    },
    clusterDomain: {
      flag: 'cluster-domain',
      type: 'string',
      default: 'cluster.local',
      doc: 'Domain of the cluster’s DNS names.',
    },
    xdsServer: {
      flag: 'xds-server',
      type: 'string',
      validate: (value) => (/^[^\s:]+:\d+$|^\[[^\]\s]+\]:\d+$/.test(value) ? undefined : 'HOST:PORT, as pods reach it'),
      doc: 'Who tells the gRPC clients of pods that ask for it (annotation grpc.kubets.dev/xds) the endpoints of Services; its certificate has to be of --client-ca-file.',
    },
    clusterCidr: {
      flag: 'cluster-cidr',
      type: 'list',
      default: ['10.244.0.0/16'],
      validate: cidrs,
      doc: 'Addresses of all pods; traffic from pods to anything else is masqueraded.',
    },
    serviceClusterIpRange: {
      flag: 'service-cluster-ip-range',
      type: 'list',
      default: ['10.96.0.0/12'],
      validate: cidrs,
      doc: 'Addresses of all Services; what is sent to one that no Service has is refused on the node.',
    },
    cniConfDir: {
      flag: 'cni-conf-dir',
      type: 'string',
      default: '/etc/cni/net.d',
      doc: 'Directory from which the runtime reads its CNI configuration; the node’s own is written there.',
    },
    manageNetwork: {
      flag: 'manage-network',
      type: 'bool',
      default: true,
      doc: 'Write the CNI configuration, routes and masquerading; turn it off when a network add-on does.',
    },

    address: {
      flag: 'address',
      type: 'string',
      default: '0.0.0.0',
      validate: address,
      doc: 'Address of the HTTPS server.',
    },
    port: {
      flag: 'port',
      type: 'port',
      default: 10250,
      doc: 'Port of the HTTPS server for logs, exec, attach, port-forward, health and metrics.',
    },
    ...CERTIFICATE_OPTIONS,
    clientCaFile: {
      flag: 'client-ca-file',
      type: 'string',
      required: true,
      doc: 'PEM file with the CA of the clients that may use the HTTPS server.',
    },

    proxyReleaseTimeoutMs: {
      flag: 'proxy-release-timeout',
      type: 'duration',
      default: '15s',
      doc: 'How long a pod that is deleted waits, within a third of its grace period, until no proxy sends it connections; 0s does not wait, as Kubernetes.',
    },

    imageGcHighThreshold: {
      flag: 'image-gc-high-threshold',
      type: 'int',
      default: 85,
      validate: percent,
      doc: 'Percent of the disk in use from which on images are removed that no container uses; 100 removes none.',
    },
    imageGcLowThreshold: {
      flag: 'image-gc-low-threshold',
      type: 'int',
      default: 80,
      validate: percent,
      doc: 'Percent of the disk in use down to which they are removed; not more than --image-gc-high-threshold.',
    },
    minimumImageTtlDurationMs: {
      flag: 'minimum-image-ttl-duration',
      type: 'duration',
      default: '2m',
      doc: 'How long an image is left alone after it came.',
    },

    imagePullCredentialsVerificationPolicy: {
      flag: 'image-pull-credentials-verification-policy',
      type: 'string',
      default: 'NeverVerifyPreloadedImages',
      validate: (value) =>
        ACCESS_POLICIES.some((policy) => policy === value) ? undefined : `one of ${ACCESS_POLICIES.join(', ')}`,
      doc: 'For which images on the node a pod has to have credentials all the same.',
    },
    preloadedImagesVerificationAllowlist: {
      flag: 'preloaded-images-verification-allowlist',
      type: 'list',
      default: [],
      validate: (values) =>
        values.every((value) => allowlistProblem(value) === undefined)
          ? undefined
          : 'images without tag or digest, or REGISTRY/PATH/* for all below',
      doc: 'The images for which it need not, with NeverVerifyAllowlistedImages.',
    },

    evictionHard: {
      flag: 'eviction-hard',
      type: 'list',
      default: [
        'memory.available<100Mi',
        'nodefs.available<10%',
        'nodefs.inodesFree<5%',
        'imagefs.available<15%',
        'imagefs.inodesFree<5%',
      ],
      validate: amounts('hard', 'memory.available<100Mi,nodefs.available<10%'),
      doc: 'When the node is so short of something that pods have to go at once.',
    },
    evictionSoft: {
      flag: 'eviction-soft',
      type: 'list',
      default: [],
      doc: 'The same, when it lasts as long as --eviction-soft-grace-period says.',
    },
    evictionSoftGracePeriod: {
      flag: 'eviction-soft-grace-period',
      type: 'list',
      default: [],
      validate: amounts('softGracePeriod', 'memory.available=1m30s'),
      doc: 'How long each of --eviction-soft may last.',
    },
    evictionMinimumReclaim: {
      flag: 'eviction-minimum-reclaim',
      type: 'list',
      default: [],
      validate: amounts('minimumReclaim', 'nodefs.available=500Mi'),
      doc: 'How much more than the threshold has to be there again.',
    },
    evictionMaxPodGracePeriod: {
      flag: 'eviction-max-pod-grace-period',
      type: 'int',
      default: 0,
      doc: 'Seconds that a pod has at most to end by itself when it goes for --eviction-soft.',
    },
    evictionPressureTransitionPeriodMs: {
      flag: 'eviction-pressure-transition-period',
      type: 'duration',
      default: '5m',
      doc: 'How long the node goes on saying that it was short of something.',
    },

    shutdownGracePeriodMs: {
      flag: 'shutdown-grace-period',
      type: 'duration',
      default: '0s',
      doc: 'How long pods have altogether to end when the node is about to go (SIGPWR); 0s does not end them.',
    },
    shutdownGracePeriodCriticalPodsMs: {
      flag: 'shutdown-grace-period-critical-pods',
      type: 'duration',
      default: '0s',
      doc: 'How much of --shutdown-grace-period is for critical pods, which end after all others.',
    },
    shutdownGracePeriodByPodPriority: {
      flag: 'shutdown-grace-period-by-pod-priority',
      type: 'list',
      default: [],
      validate: periods,
      doc: 'The same in more than two steps: how many seconds the pods from each priority on have (PRIORITY=SECONDS).',
    },

    containerLogMaxSize: {
      flag: 'container-log-max-size',
      type: 'string',
      default: '10Mi',
      doc: 'Size at which a container’s log is rotated.',
    },
    containerLogMaxFiles: {
      flag: 'container-log-max-files',
      type: 'int',
      default: 5,
      validate: (n) => (n >= 2 ? undefined : 'at least 2'),
      doc: 'How many log files are kept for a container.',
    },
  },
});

export type KubeletConfig = ConfigOf<typeof config.options>;
