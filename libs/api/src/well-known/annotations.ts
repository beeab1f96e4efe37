/** Those that several services know. https://kubernetes.io/docs/reference/labels-annotations-taints/ */
export const ANNOTATIONS = {
  lastAppliedConfiguration: 'kubectl.kubernetes.io/last-applied-configuration',
  lastChangeTriggerTime: 'endpoints.kubernetes.io/last-change-trigger-time',
  /** The addresses that the load balancer's provider gave, before it publishes them in status, separated by commas. */
  loadBalancerAddress: 'loadbalancer.kubets.dev/address',
  /** The node that answers for these addresses on its network. */
  loadBalancerNode: 'loadbalancer.kubets.dev/node',
  loadBalancerSourceRanges: 'service.beta.kubernetes.io/load-balancer-source-ranges',
  podDeletionCost: 'controller.kubernetes.io/pod-deletion-cost',
} as const;
