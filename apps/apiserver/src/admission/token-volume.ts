import { initAndAppContainers } from '@kubets/api';
import { generateName } from '@kubets/apimachinery';
import type { PodSpec, Volume } from '@kubets/proto-gen/core/v1';
import { PROJECTED_TOKEN_SECONDS } from '../auth/tokens/token-claims';

const TOKEN_MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const VOLUME_PREFIX = 'kube-api-access-';

/** Mounts the volume with token, CA and namespace in every container that has nothing of its own there. */
export function mountToken(spec: PodSpec): void {
  const existing = (spec.volumes ?? []).find(({ name, projected }) => name?.startsWith(VOLUME_PREFIX) && projected);
  const name = existing?.name ?? generateName(VOLUME_PREFIX);
  let isNeeded = false;
  for (const container of initAndAppContainers({ spec })) {
    if ((container.volumeMounts ?? []).some(({ mountPath }) => mountPath === TOKEN_MOUNT_PATH)) continue;
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: TOKEN_MOUNT_PATH }];
    isNeeded = true;
  }
  if (isNeeded && !existing) spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)];
}

function tokenVolume(name: string): Volume {
  return {
    name,
    projected: {
      defaultMode: 0o644,
      sources: [
        { serviceAccountToken: { expirationSeconds: PROJECTED_TOKEN_SECONDS, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
          },
        },
      ],
    },
  };
}
