import { schema, type MessageSchema } from '@kubets/proto-gen/schema';

/** The media type of Kubernetes' protobuf encoding, which typed Go clients send and ask for. */
export const KUBERNETES_PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** `k8s` and a zero byte. */
export const KUBERNETES_PROTOBUF_MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/** `rbac.authorization.k8s.io/v1` and `Role` → kubets.rbac.v1.Role. Options belong to every group. */
export function messageOfKind(apiVersion: string, kind: string): MessageSchema | undefined {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const proto = group === '' ? 'core' : group.split('.')[0]!;
  return schema.message(`kubets.${proto}.${version}.${kind}`) ?? schema.message(`kubets.meta.v1.${kind}`);
}
