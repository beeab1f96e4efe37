// Labels, annotations, finalizers, signers and taints that several services know: https://kubernetes.io/docs/reference/labels-annotations-taints/

export const LABELS = {
  arch: 'kubernetes.io/arch',
  betaArch: 'beta.kubernetes.io/arch',
  betaInstanceType: 'beta.kubernetes.io/instance-type',
  betaOs: 'beta.kubernetes.io/os',
  betaRegion: 'failure-domain.beta.kubernetes.io/region',
  betaZone: 'failure-domain.beta.kubernetes.io/zone',
  /** On nodes of the control plane, today and once. */
  controlPlane: 'node-role.kubernetes.io/control-plane',
  master: 'node-role.kubernetes.io/master',
  controllerRevisionHash: 'controller-revision-hash',
  headlessService: 'service.kubernetes.io/headless',
  hostname: 'kubernetes.io/hostname',
  instanceType: 'node.kubernetes.io/instance-type',
  jobCompletionIndex: 'batch.kubernetes.io/job-completion-index',
  os: 'kubernetes.io/os',
  /** On a StatefulSet's pods: their number and their name. */
  podIndex: 'apps.kubernetes.io/pod-index',
  podName: 'statefulset.kubernetes.io/pod-name',
  podTemplateHash: 'pod-template-hash',
  region: 'topology.kubernetes.io/region',
  serviceName: 'kubernetes.io/service-name',
  skipMirror: 'endpointslice.kubernetes.io/skip-mirror',
  zone: 'topology.kubernetes.io/zone',
} as const;

export const ANNOTATIONS = {
  lastAppliedConfiguration: 'kubectl.kubernetes.io/last-applied-configuration',
  lastChangeTriggerTime: 'endpoints.kubernetes.io/last-change-trigger-time',
  /** On slices of a Service whose pods are all leaving: others of it are there already and have no address yet. */
  successorsAwaited: 'endpoints.kubets.dev/successors-awaited',
  /** The addresses that the load balancer's provider gave, before it publishes them in status, separated by commas. */
  loadBalancerAddress: 'loadbalancer.kubets.dev/address',
  /** The node that answers for these addresses on its network. */
  loadBalancerNode: 'loadbalancer.kubets.dev/node',
  /** On a pod whose gRPC clients are to be told the endpoints of Services: `true`. */
  xds: 'grpc.kubets.dev/xds',
  loadBalancerSourceRanges: 'service.beta.kubernetes.io/load-balancer-source-ranges',
  isDefaultIngressClass: 'ingressclass.kubernetes.io/is-default-class',
  isDefaultStorageClass: 'storageclass.kubernetes.io/is-default-class',
  /** On objects that components once held as locks. */
  leader: 'control-plane.alpha.kubernetes.io/leader',
  /** What claims and volumes named their class by before there was a field for it. */
  storageClass: 'volume.beta.kubernetes.io/storage-class',
  /** On a claim, and on a volume, that the controller has chosen for each other. */
  boundByController: 'pv.kubernetes.io/bound-by-controller',
  bindCompleted: 'pv.kubernetes.io/bind-completed',
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  /** The node that the scheduler has chosen for a claim's first pod. */
  selectedNode: 'volume.kubernetes.io/selected-node',
  podDeletionCost: 'controller.kubernetes.io/pod-deletion-cost',
  deploymentRevision: 'deployment.kubernetes.io/revision',
  /** What Ingresses named their class by before there was a field for it. */
  ingressClass: 'kubernetes.io/ingress.class',
  /** Of the pod that shows a static pod in the API: the hash of the static pod. */
  mirrorPod: 'kubernetes.io/config.mirror',
} as const;

/** What pods named their profiles by before there were fields for them; each but `seccompPod` with the name of a container after it. */
export const PROFILE_ANNOTATIONS = {
  appArmor: 'container.apparmor.security.beta.kubernetes.io/',
  seccompContainer: 'container.seccomp.security.alpha.kubernetes.io/',
  seccompPod: 'seccomp.security.alpha.kubernetes.io/pod',
} as const;

/** What keeps objects while they are used. */
export const FINALIZERS = {
  persistentVolume: 'kubernetes.io/pv-protection',
  persistentVolumeClaim: 'kubernetes.io/pvc-protection',
  volumeAttributesClass: 'kubernetes.io/vac-protection',
  resourceClaim: 'resource.kubernetes.io/delete-protection',
  /** Until its objects are gone. */
  customResourceDefinition: 'customresourcecleanup.apiextensions.k8s.io',
} as const;

/** Who makes certificates of the cluster itself. */
export const SIGNERS = {
  client: 'kubernetes.io/kube-apiserver-client',
  kubeletClient: 'kubernetes.io/kube-apiserver-client-kubelet',
  kubeletServing: 'kubernetes.io/kubelet-serving',
  apiserverServing: 'kubernetes.io/kube-apiserver-serving',
  legacyUnknown: 'kubernetes.io/legacy-unknown',
} as const;

/** The priority classes that every cluster has. */
export const PRIORITY_CLASSES = {
  systemClusterCritical: 'system-cluster-critical',
  systemNodeCritical: 'system-node-critical',
} as const;

/** Of a storage class: nobody makes volumes for its claims. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** Directories of nodes as volumes: who makes them, and where. */
export const NODE_LOCAL = { provisioner: 'kubets.dev/node-local', root: '/var/lib/kubets/volumes' } as const;

/** What an IngressClass names to have its Ingresses carried out by our ingress controller. */
export const INGRESS_CONTROLLER = 'kubets.dev/ingress-controller';

export const TAINTS = {
  diskPressure: 'node.kubernetes.io/disk-pressure',
  memoryPressure: 'node.kubernetes.io/memory-pressure',
  networkUnavailable: 'node.kubernetes.io/network-unavailable',
  notReady: 'node.kubernetes.io/not-ready',
  pidPressure: 'node.kubernetes.io/pid-pressure',
  unreachable: 'node.kubernetes.io/unreachable',
  unschedulable: 'node.kubernetes.io/unschedulable',
} as const;
