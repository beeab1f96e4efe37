import { isDeepStrictEqual } from 'node:util';
import type { APIService } from '@kubets/proto-gen/apiregistration/v1';
import type { SystemWriter } from '../bootstrap/system-writer';
import { AGGREGATION_GROUP, groupPriority, versionPriority } from '../discovery/group-order';
import type { ApiRegistry } from '../registry/api-registry';
import { hasProtobuf, type ResourceDefinition } from '../registry/resource';

/** On APIServices that are made by the server: until they are there, or for as long as there is what they are for. */
const MANAGED = 'kube-aggregator.kubernetes.io/automanaged';
const ON_START = 'onstart';
const ALWAYS = 'true';

/** What this server tells of usage is there until somebody else does, whose APIService then has nobody's in its way. */
const METRICS_GROUP = 'metrics.k8s.io';

const serviceName = (group: string, version: string): string => `${version}.${group}`;

/** An APIService for each version of a group that this server serves itself. */
export function localServices(registry: ApiRegistry): APIService[] {
  return registry.groups
    .filter(({ name }) => name !== AGGREGATION_GROUP && name !== METRICS_GROUP)
    .flatMap(({ name: group, versions }) =>
      versions.map((version): APIService => {
        const isCustom = registry
          .inVersion(group, version)
          .every((one) => one.kind === 'stored' && !hasProtobuf(one.version));
        return {
          apiVersion: 'apiregistration.k8s.io/v1',
          kind: 'APIService',
          metadata: { name: serviceName(group, version), labels: { [MANAGED]: isCustom ? ALWAYS : ON_START } },
          spec: {
            ...(group ? { group } : {}),
            version,
            groupPriorityMinimum: groupPriority(group),
            versionPriority: versionPriority(group, version),
          },
        };
      }),
    );
}

const managedAs = ({ metadata }: APIService): string | undefined => metadata?.labels?.[MANAGED];

export interface LocalServicesChange {
  ensure: APIService[];
  replace: APIService[];
  remove: APIService[];
}

/** What has to be done so that each has its own: one that somebody else has made stays, and so does what was made of one at the start. */
export function localServicesChange(wanted: readonly APIService[], there: readonly APIService[]): LocalServicesChange {
  const byName = new Map(there.map((service) => [service.metadata?.name, service]));
  const names = new Set(wanted.map(({ metadata }) => metadata?.name));
  return {
    ensure: wanted.filter(({ metadata }) => !byName.has(metadata?.name)),
    replace: wanted.filter((one) => {
      const found = byName.get(one.metadata?.name);
      return found && managedAs(found) === ALWAYS && !isDeepStrictEqual(found.spec, one.spec);
    }),
    remove: there.filter((one) => managedAs(one) !== undefined && !one.spec?.service && !names.has(one.metadata?.name)),
  };
}

/** Does it. */
export async function applyLocalServices(
  { ensure, replace, remove }: LocalServicesChange,
  writer: SystemWriter,
  definition: ResourceDefinition,
): Promise<void> {
  await Promise.all([
    ...ensure.map((one) => writer.ensure(definition, one)),
    ...replace.map((one) => writer.replace(definition, one)),
    ...remove.map((one) => writer.remove(definition, one)),
  ]);
}
