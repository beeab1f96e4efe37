/** Where an identity's files lie when every component has a directory of its own; without extension, below the PKI's directory. */
export function identityFile(identity: string): string {
  const special = SPECIAL[identity];
  if (special) return special;
  const [node, role] = identity.split('/') as [string, string | undefined];
  if (role === 'network') return `nodes/${node}/network`;
  if (role)
    return `${role.startsWith('kubelet') ? 'nodes' : 'proxies'}/${node}/${role.endsWith('-serving') ? 'serving' : 'client'}`;
  return node.endsWith('-serving') ? `${node.slice(0, -'-serving'.length)}/serving` : `${node}/client`;
}

const SPECIAL: Record<string, string> = {
  admin: 'admin/admin',
  apiserver: 'apiserver/serving',
  'apiserver-kubelet-client': 'apiserver/kubelet-client',
  'front-proxy-client': 'apiserver/front-proxy-client',
  'etcd/apiserver-client': 'apiserver/etcd-client',
  'etcd/server': 'etcd/server',
};
