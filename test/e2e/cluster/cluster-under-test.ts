/** A cluster as the tests see it, wherever it runs. */
export interface ClusterUnderTest {
  kubeconfig: string;
  /** At least two, named node-1 and so on. */
  nodes: readonly string[];
  /** A node's address, as its Node object tells it. */
  addressOf(node: string): string;
  podIpPattern: RegExp;
  serviceIpPattern: RegExp;
  /** The ClusterIPs of the Services kubernetes and kube-dns. */
  kubernetesIp: string;
  dnsIp: string;
  /** The words before a command that is to run on the machine of the cluster's user, where kubectl is. */
  machinePrefix: readonly string[];
  /** The words before a command that is to run on a node, in its network, as after an ssh to it. */
  nodePrefix(node: string): Promise<readonly string[]>;
  /** Where a server of the tests is reached from the user's machine. */
  testAddress: string;
}
