import { join } from 'node:path';
import { apiserverConfig, type ApiserverConfig } from '@kubets/apps/apiserver/src/config';
import { defineConfig, type ConfigOf } from '@kubets/component/main';

const { tlsCertFile, tlsPrivateKeyFile, advertiseAddress, etcdServers, grpcPort, ...others } = apiserverConfig.options;

/**
 * The API server as controller-runtime's envtest starts it: its own flags, and those of Kubernetes' that envtest gives it.
 * https://pkg.go.dev/sigs.k8s.io/controller-runtime/pkg/envtest
 */
export const envtestApiserverConfig = defineConfig({
  name: apiserverConfig.name,
  doc: 'Serves the Kubernetes API for tests; what is stored is kept in its memory and gone with it.',
  options: {
    ...others,
    advertiseAddress: {
      ...advertiseAddress,
      required: false,
      // Endpoints cannot be on loopback, where this server is (RFC 5737).
      default: '192.0.2.1',
    },
    grpcPort: { ...grpcPort, default: 0, doc: 'TLS port of the gRPC API; a free one for 0.' },
    tlsCertFile: { ...tlsCertFile, required: false },
    tlsPrivateKeyFile: { ...tlsPrivateKeyFile, required: false },
    certDir: {
      flag: 'cert-dir',
      type: 'string',
      doc: 'Folder with apiserver.crt and apiserver.key, where --tls-cert-file and --tls-private-key-file are not given.',
    },
    etcdServers: { ...etcdServers, doc: 'URLs of etcd, which is not asked: everything is kept in memory.' },
    allowPrivileged: {
      flag: 'allow-privileged',
      type: 'bool',
      default: true,
      doc: 'Whether containers may be privileged, which they may: PodSecurity says where not.',
      validate: (value: boolean) =>
        value ? undefined : 'true; the namespace label pod-security.kubernetes.io/enforce forbids them',
    },
  },
});

export type EnvtestApiserverConfig = ConfigOf<typeof envtestApiserverConfig.options>;

/** @throws Error when there is no certificate to serve with */
export function apiserverConfigOf({ certDir, allowPrivileged: _, ...config }: EnvtestApiserverConfig): ApiserverConfig {
  const fileOf = (given: string | undefined, name: string): string => {
    const file = given ?? (certDir && join(certDir, name));
    if (!file) throw new Error('--cert-dir is required, or --tls-cert-file and --tls-private-key-file');
    return file;
  };
  return {
    ...config,
    tlsCertFile: fileOf(config.tlsCertFile, 'apiserver.crt'),
    tlsPrivateKeyFile: fileOf(config.tlsPrivateKeyFile, 'apiserver.key'),
  } as ApiserverConfig;
}
