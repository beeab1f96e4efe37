import { NODE_LOCAL } from '@kubets/api';
import {
  CLIENT_OPTIONS,
  defineConfig,
  leaderElectionOptions,
  logOptions,
  servingOptions,
  type ConfigOf,
} from '@kubets/component/main';
import { parseCidr } from '@kubets/net';

const positive = (value: number): string | undefined => (value > 0 ? undefined : 'greater than 0');
const prefix =
  (max: number) =>
  (value: number): string | undefined =>
    value > 0 && value <= max ? undefined : `between 1 and ${max}`;
const rate = (text: string): string | undefined =>
  Number(text) >= 0 ? undefined : 'a number that is not negative, such as 0.1';

const cidrs = (text: string): string | undefined =>
  text.split(',').every((cidr) => parseCidr(cidr))
    ? undefined
    : 'a CIDR such as 10.244.0.0/16, or one of each family separated by a comma';

const syncs = <F extends string>(flag: F, count: number, objects: string) =>
  ({
    flag: `concurrent-${flag}-syncs`,
    type: 'int',
    default: count as number,
    validate: positive,
    doc: `How many ${objects} are brought in line at once.`,
  }) as const;

export const configSchema = defineConfig({
  name: 'kube-controller-manager',
  doc: 'Runs the control loops that bring the cluster to the state its objects ask for.',
  options: {
    ...CLIENT_OPTIONS,
    ...servingOptions({ securePort: 10257 }),
    ...logOptions,
    ...leaderElectionOptions({ resourceName: 'kube-controller-manager' }),
    controllers: {
      flag: 'controllers',
      type: 'list',
      default: ['*'],
      doc: "The controllers to run: '*' is all, 'foo' the one of that name, '-foo' not that one.",
    },
    clusterCidr: {
      flag: 'cluster-cidr',
      type: 'string',
      default: '10.244.0.0/16',
      validate: cidrs,
      doc: 'Range of the pod addresses: one CIDR, or one of each family separated by a comma.',
    },
    nodeLocalVolumeDir: {
      flag: 'node-local-volume-dir',
      type: 'string',
      default: NODE_LOCAL.root as string,
      doc: 'Directory of each node for claims of class standard, as the kubelets know it.',
    },
    serviceClusterIpRange: {
      flag: 'service-cluster-ip-range',
      type: 'string',
      default: '10.96.0.0/12',
      validate: cidrs,
      doc: 'Range of the Service addresses; no node gets pod addresses out of it.',
    },
    allocateNodeCidrs: {
      flag: 'allocate-node-cidrs',
      type: 'bool',
      default: true,
      doc: 'Give every node a part of --cluster-cidr for its pods.',
    },
    nodeCidrMaskSize: {
      flag: 'node-cidr-mask-size',
      type: 'int',
      default: 24,
      validate: prefix(32),
      doc: "Prefix length of a node's IPv4 pod range.",
    },
    nodeCidrMaskSizeIpv6: {
      flag: 'node-cidr-mask-size-ipv6',
      type: 'int',
      default: 64,
      validate: prefix(128),
      doc: "Prefix length of a node's IPv6 pod range.",
    },
    nodeMonitorPeriodMs: {
      flag: 'node-monitor-period',
      type: 'duration',
      default: '5s',
      validate: positive,
      doc: 'Longest time between two looks at the health of the zones.',
    },
    nodeMonitorGracePeriodMs: {
      flag: 'node-monitor-grace-period',
      type: 'duration',
      default: '40s',
      validate: positive,
      doc: 'How long a node may be silent before it is marked unhealthy.',
    },
    nodeStartupGracePeriodMs: {
      flag: 'node-startup-grace-period',
      type: 'duration',
      default: '1m0s',
      validate: positive,
      doc: 'How long a new node may be silent before it is marked unhealthy.',
    },
    nodeEvictionRate: {
      flag: 'node-eviction-rate',
      type: 'string',
      default: '0.1',
      validate: rate,
      doc: 'Nodes per second whose pods may be evicted in a healthy zone.',
    },
    secondaryNodeEvictionRate: {
      flag: 'secondary-node-eviction-rate',
      type: 'string',
      default: '0.01',
      validate: rate,
      doc: 'The same in an unhealthy zone; 0 in clusters of --large-cluster-size-threshold nodes or fewer.',
    },
    unhealthyZoneThreshold: {
      flag: 'unhealthy-zone-threshold',
      type: 'string',
      default: '0.55',
      validate: rate,
      doc: 'Share of unready nodes (at least 3) from which a zone is unhealthy.',
    },
    largeClusterSizeThreshold: {
      flag: 'large-cluster-size-threshold',
      type: 'int',
      default: 50,
      doc: 'Number of nodes above which a cluster is large for the eviction rate.',
    },
    terminatedPodGcThreshold: {
      flag: 'terminated-pod-gc-threshold',
      type: 'int',
      default: 12500,
      doc: 'How many ended pods may exist before the oldest are deleted; 0 or less keeps all.',
    },
    clusterSigningCertFile: {
      flag: 'cluster-signing-cert-file',
      type: 'string',
      doc: 'PEM file with the CA certificate that approved CertificateSigningRequests are signed with.',
    },
    clusterSigningKeyFile: {
      flag: 'cluster-signing-key-file',
      type: 'string',
      doc: 'PEM file with its key. Without both, nothing is signed.',
    },
    clusterSigningDurationMs: {
      flag: 'cluster-signing-duration',
      type: 'duration',
      default: '8760h',
      validate: positive,
      doc: 'How long certificates are valid at most.',
    },
    rootCaFile: {
      flag: 'root-ca-file',
      type: 'string',
      doc: 'PEM file with the CA of the apiserver, published to every namespace in the ConfigMap kube-root-ca.crt.',
    },
    serviceAccountPrivateKeyFile: {
      flag: 'service-account-private-key-file',
      type: 'string',
      doc: "PEM file with the key that tokens in Secrets are signed with, one of the apiserver's. Without it Secrets get none.",
    },
    legacyServiceAccountTokenCleanUpPeriodMs: {
      flag: 'legacy-service-account-token-clean-up-period',
      type: 'duration',
      default: '8760h',
      validate: positive,
      doc: 'How long a token that was made for an account may go unused before its Secret is marked as invalid, and marked before it is deleted.',
    },
    maxEndpointsPerSlice: {
      flag: 'max-endpoints-per-slice',
      type: 'int',
      default: 100,
      validate: (n: number) => (n >= 1 && n <= 1000 ? undefined : 'between 1 and 1000'),
      doc: 'Most endpoints that are put into one EndpointSlice.',
    },
    mirroringMaxEndpointsPerSubset: {
      flag: 'mirroring-max-endpoints-per-subset',
      type: 'int',
      default: 1000,
      validate: (n: number) => (n >= 1 && n <= 1000 ? undefined : 'between 1 and 1000'),
      doc: 'Most addresses of a subset of custom Endpoints that are mirrored.',
    },
    concurrentReplicasetSyncs: syncs('replicaset', 5, 'ReplicaSets'),
    concurrentRcSyncs: {
      flag: 'concurrent-rc-syncs',
      type: 'int',
      default: 5,
      validate: positive,
      doc: 'How many ReplicationControllers are brought in line at once.',
    },
    concurrentDeploymentSyncs: syncs('deployment', 5, 'Deployments'),
    concurrentStatefulsetSyncs: syncs('statefulset', 5, 'StatefulSets'),
    concurrentDaemonsetSyncs: syncs('daemonset', 2, 'DaemonSets'),
    concurrentJobSyncs: syncs('job', 5, 'Jobs'),
    horizontalPodAutoscalerSyncPeriodMs: {
      flag: 'horizontal-pod-autoscaler-sync-period',
      type: 'duration',
      default: '15s',
      validate: positive,
      doc: 'How often autoscalers look at the figures of their pods.',
    },
    horizontalPodAutoscalerTolerance: {
      flag: 'horizontal-pod-autoscaler-tolerance',
      type: 'string',
      default: '0.1',
      validate: rate,
      doc: 'Share by which a figure may miss its target before anything is done, where the autoscaler does not say.',
    },
    horizontalPodAutoscalerDownscaleStabilizationMs: {
      flag: 'horizontal-pod-autoscaler-downscale-stabilization',
      type: 'duration',
      default: '5m0s',
      doc: 'How far autoscalers look back before they scale down, where they do not say.',
    },
    horizontalPodAutoscalerCpuInitializationPeriodMs: {
      flag: 'horizontal-pod-autoscaler-cpu-initialization-period',
      type: 'duration',
      default: '5m0s',
      doc: "How long after its start a pod's CPU may be that of its start.",
    },
    horizontalPodAutoscalerInitialReadinessDelayMs: {
      flag: 'horizontal-pod-autoscaler-initial-readiness-delay',
      type: 'duration',
      default: '30s',
      doc: 'How long after its start a change of readiness counts as the first.',
    },
    concurrentHorizontalPodAutoscalerSyncs: syncs('horizontal-pod-autoscaler', 5, 'HorizontalPodAutoscalers'),
    concurrentCronJobSyncs: syncs('cron-job', 5, 'CronJobs'),
    concurrentTtlAfterFinishedSyncs: syncs('ttl-after-finished', 5, 'Jobs that have ended'),
    concurrentEndpointSyncs: syncs('endpoint', 5, 'Endpoints'),
    concurrentServiceEndpointSyncs: syncs('service-endpoint', 5, "Services' EndpointSlices"),
    mirroringConcurrentServiceEndpointSyncs: {
      flag: 'mirroring-concurrent-service-endpoint-syncs',
      type: 'int',
      default: 5,
      validate: positive,
      doc: 'How many custom Endpoints are mirrored at once.',
    },
    concurrentNamespaceSyncs: syncs('namespace', 10, 'namespaces'),
    concurrentServiceaccountSyncs: {
      flag: 'concurrent-serviceaccount-syncs',
      type: 'int',
      default: 5,
      validate: positive,
      doc: 'How many namespaces get their ServiceAccount at once.',
    },
    concurrentServiceaccountTokenSyncs: syncs('serviceaccount-token', 5, 'Secrets with tokens'),
    concurrentGcSyncs: syncs('gc', 20, 'objects for the garbage collector'),
  },
});

export type ControllerManagerConfig = ConfigOf<(typeof configSchema)['options']>;
