import type { ClusterLayout } from '../cluster/layout';
import { filesOf } from '../pki/certificate-authority';
import { FRONT_PROXY_NAME, type ClusterPki, type ControlPlaneComponent } from '../pki/cluster-pki';
import { componentKubeconfig } from '../pki/kubeconfig';
import { etcdClientUrl } from './etcd';
import type { ProcessSpec } from './process-spec';
import { serviceProcess } from './service-process';

/** The supervisor runs one of each, so nobody has to wait for a predecessor's lease to end. */
const ONLY_ONE = { 'leader-elect': 'false' };

export function apiserverProcess(layout: ClusterLayout, pki: ClusterPki): ProcessSpec {
  const { options } = layout;
  return serviceProcess(layout, {
    service: 'apiserver',
    flags: {
      'etcd-servers': etcdClientUrl(layout),
      'etcd-cafile': pki.etcdCaFile,
      'etcd-certfile': pki.apiserverEtcdClient.certificateFile,
      'etcd-keyfile': pki.apiserverEtcdClient.keyFile,
      'service-cluster-ip-range': options.serviceCidr,
      'advertise-address': layout.hostAddress,
      'bind-address': '0.0.0.0',
      'secure-port': String(options.securePort),
      'grpc-port': String(options.grpcPort),
      'client-ca-file': pki.caFile,
      'tls-cert-file': pki.apiserver.certificateFile,
      'tls-private-key-file': pki.apiserver.keyFile,
      'service-account-key-file': pki.serviceAccount.publicKeyFile,
      'service-account-signing-key-file': pki.serviceAccount.privateKeyFile,
      'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
      'kubelet-client-certificate': pki.apiserverKubeletClient.certificateFile,
      'kubelet-client-key': pki.apiserverKubeletClient.keyFile,
      'kubelet-certificate-authority': pki.caFile,
      'proxy-client-cert-file': pki.frontProxyClient.certificateFile,
      'proxy-client-key-file': pki.frontProxyClient.keyFile,
      'requestheader-client-ca-file': pki.frontProxyCaFile,
      'requestheader-allowed-names': FRONT_PROXY_NAME,
    },
    health: {
      kind: 'https',
      url: `https://127.0.0.1:${options.securePort}/readyz`,
      versionUrl: `https://127.0.0.1:${options.securePort}/version`,
    },
  });
}

export const controllerManagerProcess = (layout: ClusterLayout, pki: ClusterPki) =>
  component(layout, pki, 'controller-manager', 10257, {
    ...ONLY_ONE,
    'cluster-cidr': layout.options.podCidr,
    'service-cluster-ip-range': layout.options.serviceCidr,
    'allocate-node-cidrs': 'true',
    'node-local-volume-dir': layout.volumesDir,
    'root-ca-file': pki.caFile,
    'cluster-signing-cert-file': pki.caFile,
    'cluster-signing-key-file': pki.caKeyFile,
    'service-account-private-key-file': pki.serviceAccount.privateKeyFile,
  });

export const schedulerProcess = (layout: ClusterLayout, pki: ClusterPki) =>
  component(layout, pki, 'scheduler', 10259, ONLY_ONE);

export const cloudLbProcess = (layout: ClusterLayout, pki: ClusterPki) =>
  component(layout, pki, 'cloud-lb', 10258, { ...ONLY_ONE, 'load-balancer-pool': layout.options.loadBalancerPool });

/** Of Service kube-dns, and where dns serves it. */
export const XDS_PORT = 15_010;

export function dnsProcess(layout: ClusterLayout, pki: ClusterPki): ProcessSpec {
  return component(layout, pki, 'dns', 9153, {
    'cluster-dns': layout.dnsServiceAddress,
    'cluster-domain': 'cluster.local',
    port: '53',
    'xds-port': String(XDS_PORT),
    // Clients of Node.js know no TLS for it.
    'xds-plaintext': 'true',
  });
}

export function ingressProcess(layout: ClusterLayout, pki: ClusterPki): ProcessSpec {
  const { netns, address, runDir } = layout.ingress;
  return component(
    layout,
    pki,
    'ingress',
    10260,
    { ...ONLY_ONE, 'listen-address': address, 'engine-dir': runDir },
    { address, netns },
  );
}

/** What the control plane's components have in common: an identity, and health and metrics on an address of the nodes' network, the host's unless told. */
function component(
  layout: ClusterLayout,
  pki: ClusterPki,
  service: ControlPlaneComponent,
  port: number,
  flags: Record<string, string>,
  place: { address: string; netns?: string } = { address: layout.hostAddress },
): ProcessSpec {
  const { serving, client } = pki.components[service];
  const address = `https://${place.address}:${port}`;
  return serviceProcess(layout, {
    service,
    netns: place.netns,
    flags: {
      kubeconfig: componentKubeconfig(layout, service),
      'bind-address': place.address,
      'secure-port': String(port),
      'tls-cert-file': serving.certificateFile,
      'tls-private-key-file': serving.keyFile,
      'client-ca-file': pki.caFile,
      ...flags,
    },
    health: { kind: 'https', url: `${address}/readyz`, versionUrl: `${address}/version` },
    files: filesOf(client),
  });
}
