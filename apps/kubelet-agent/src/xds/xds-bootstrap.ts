import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ANNOTATIONS, LABELS } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** Where a pod's gRPC clients find who tells them the endpoints of Services. */
export interface XdsSource {
  /** `HOST:PORT` as pods reach it. */
  server: string;
  /** The authorities of its certificate. */
  caFile: string;
}

/** Where both files are in a container. */
const CONTAINER_FOLDER = '/var/run/kubets/xds';

/** What a container gets for it. */
export interface XdsFiles {
  mount: { containerPath: string; hostPath: string; readOnly: true };
  environment: { name: 'GRPC_XDS_BOOTSTRAP'; value: string };
}

/** Whether the pod asks for it by its annotation. */
export const wantsXds = ({ metadata }: Pod): boolean => metadata?.annotations?.[ANNOTATIONS.xds] === 'true';

/**
 * The bootstrap file of gRPC clients (gRPC proposal A27): who they are, in which zone, and whom to ask. The first credentials that a client
 * knows are the ones it takes. Region and zone are those of the node, with which binding labelled the pod.
 */
export function xdsBootstrap({ metadata }: Pod, server: string): object {
  const { name, namespace, labels = {} } = metadata ?? {};
  return {
    xds_servers: [
      {
        server_uri: server,
        channel_creds: [
          { type: 'tls', config: { ca_certificate_file: join(CONTAINER_FOLDER, 'ca.crt') } },
          { type: 'insecure' },
        ],
        server_features: ['xds_v3'],
      },
    ],
    node: {
      id: `${name}.${namespace}`,
      cluster: namespace,
      locality: { region: labels[LABELS.region] ?? '', zone: labels[LABELS.zone] ?? '' },
    },
  };
}

/** Writes both files into `folder`. Rejects with an Error for the pod's status when the node has nobody to ask. */
export async function writeXdsFiles(pod: Pod, folder: string, source: XdsSource | undefined): Promise<XdsFiles> {
  if (!source)
    throw new Error(
      `annotation ${ANNOTATIONS.xds} asks for gRPC's xDS, and this node has no --xds-server that serves it`,
    );
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await writeFile(join(folder, 'ca.crt'), await readFile(source.caFile));
  await writeFile(
    join(folder, 'bootstrap.json'),
    `${JSON.stringify(xdsBootstrap(pod, source.server), undefined, 2)}\n`,
  );
  return {
    mount: { containerPath: CONTAINER_FOLDER, hostPath: folder, readOnly: true },
    environment: { name: 'GRPC_XDS_BOOTSTRAP', value: join(CONTAINER_FOLDER, 'bootstrap.json') },
  };
}
