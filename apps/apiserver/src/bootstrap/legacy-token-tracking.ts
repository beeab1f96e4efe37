import { dayOf, isDay, LEGACY_TOKEN } from '@kubets/api';
import { nameOf, namespaceOf, type KubeObject } from '@kubets/apimachinery';
import type { ConfigMap } from '@kubets/proto-gen/core/v1';
import type { ObjectReader } from '../registry/object-reader';
import type { ResourceDefinition } from '../registry/resource';
import type { SystemWriter } from './system-writer';

const NAMESPACE = 'kube-system';
export const CONFIG_MAPS = { group: '', plural: 'configmaps' };

/** Whether it is the ConfigMap that says since when the days are written on which tokens of Secrets are used. */
export const isTrackingConfigMap = (object: KubeObject): boolean =>
  namespaceOf(object) === NAMESPACE && nameOf(object) === LEGACY_TOKEN.trackingConfigMap;

export interface TrackingOptions {
  reader: ObjectReader;
  writer: Pick<SystemWriter, 'ensure' | 'replace'>;
  definition: ResourceDefinition;
  now: Date;
}

/** Has the ConfigMap say a day: what stands there stays, unless it is none. */
export async function ensureTrackingDay({ reader, writer, definition, now }: TrackingOptions): Promise<void> {
  const { trackingConfigMap: name, trackingKey: key } = LEGACY_TOKEN;
  const current = reader.get(CONFIG_MAPS, NAMESPACE, name) as ConfigMap | undefined;
  const data = current?.data as Record<string, string> | undefined;
  const wanted: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...current?.metadata, namespace: NAMESPACE, name },
    data: { ...data, [key]: dayOf(now) },
  };
  if (!current) await writer.ensure(definition, wanted);
  else if (!isDay(data?.[key])) await writer.replace(definition, { ...current, ...wanted });
}
