import { initAndAppContainers, podReferences } from '@kubets/api';
import { decodeObject, defaultBySchema, fieldErrorText, messageOfKind, validateBySchema } from '@kubets/apimachinery';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import { createHash } from 'node:crypto';
import { parse as parseYaml } from 'yaml';
import { withDefaultTag } from '../images/image-reference';
import { HASH_ANNOTATION, SOURCE_ANNOTATION } from './annotations';

/** What the API gives containers by what else they say. */
function completeContainer(container: Container): void {
  container.imagePullPolicy ??= withDefaultTag(container.image ?? '').endsWith(':latest') ? 'Always' : 'IfNotPresent';
  const { limits, requests } = container.resources ?? {};
  if (limits) container.resources = { ...container.resources, requests: { ...limits, ...requests } };
}

/**
 * The pod that a manifest in the node's folder describes, in YAML or JSON: named for the node, and with an identity that changes with
 * the text. https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/
 * @throws Error saying why it is none.
 */
export function staticPod(text: string, { path, nodeName }: { path: string; nodeName: string }): Pod {
  const value: unknown = parseYaml(text);
  const { apiVersion, kind } = (value ?? {}) as { apiVersion?: unknown; kind?: unknown };
  if (apiVersion !== 'v1' || kind !== 'Pod')
    throw new Error(`it is no v1 Pod, but ${JSON.stringify({ apiVersion, kind })}`);
  const message = messageOfKind('v1', 'Pod')!;
  const { object } = decodeObject<Pod>(value, message, { unknownFields: 'strict' });
  defaultBySchema(object, message);
  for (const container of initAndAppContainers(object)) completeContainer(container);
  const problems = validateBySchema(object, message).map(fieldErrorText);
  if (!object.metadata?.name) problems.push('metadata.name: Required value');
  if (object.spec?.resourceClaims?.length) problems.push('static pods may not use ResourceClaims');
  for (const { resource, name } of podReferences(object).filter((one) => one.resource !== 'resourceclaims'))
    problems.push(`static pods may not reference ${resource}, as it does ${name}`);
  if (problems.length > 0) throw new Error(problems.join(', '));
  const uid = createHash('md5').update(`${nodeName}\0${path}\0${text}`).digest('hex');
  const { metadata, spec = {} } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      uid,
      name: `${metadata!.name}-${nodeName.toLowerCase()}`,
      namespace: metadata?.namespace || 'default',
      annotations: { ...metadata?.annotations, [SOURCE_ANNOTATION]: 'file', [HASH_ANNOTATION]: uid },
    },
    spec: {
      ...spec,
      nodeName,
      // Whatever keeps others from the node: this one is of it.
      tolerations: [...(spec.tolerations ?? []), { operator: 'Exists', effect: 'NoExecute' }],
    },
    status: {},
  };
}
