import { createHash } from 'node:crypto';
import { atOnce, encodeProtobufSteps, KUBERNETES_PROTOBUF } from '@kubets/apimachinery';
import { aggregatedType, type Discovery, type DiscoveryAnswer } from '../discovery/discovery';
import { groupPriority, versionPriority } from '../discovery/group-order';
import { JSON_TYPE } from '../openapi/media-types';
import { byPreference, type RemoteVersion } from './remote-version';

interface LegacyGroup {
  name: string;
  versions: { groupVersion: string; version: string }[];
  preferredVersion?: object;
}

interface AggregatedGroup {
  metadata: { name?: string };
  versions: { version: string; freshness: string; resources?: object[] }[];
}

/** What this server and its extensions serve together, in the documents of discovery above a version. */
export function mergedDiscovery(local: Discovery, remote: readonly RemoteVersion[]): Discovery {
  const made = new Map<string, DiscoveryAnswer>();
  const groups = new Set(remote.map(({ group }) => group));
  const once = (key: string, make: () => DiscoveryAnswer) => {
    const known = made.get(key) ?? make();
    made.set(key, known);
    return known;
  };
  const read = (path: string, accept: string) => {
    const answer = local(path, accept);
    return answer && (JSON.parse(answer.body.toString()) as Record<string, unknown>);
  };
  const plain = (document: object): DiscoveryAnswer => ({
    body: Buffer.from(JSON.stringify(document)),
    contentType: JSON_TYPE,
  });

  return (path, accept) => {
    const [root, group, ...more] = path.split('/').filter((part) => part !== '');
    if (root !== 'apis' || more.length > 0) return local(path, accept);
    if (group === undefined) {
      const type = aggregatedType(accept);
      if (!type)
        return once('groups', () => {
          const document = read(path, JSON_TYPE)!;
          return plain({ ...document, groups: withLegacy(document['groups'] as LegacyGroup[], remote) });
        });
      return once(`aggregated ${type}`, () => {
        const document = read(path, AGGREGATED)!;
        return aggregated({ ...document, items: withAggregated(document['items'] as AggregatedGroup[], remote) }, type);
      });
    }
    if (!groups.has(group)) return local(path, accept);
    return once(`group ${group}`, () => {
      const own = read(path, JSON_TYPE) as unknown as LegacyGroup | undefined;
      const [merged] = withLegacy(
        own ? [own] : [],
        remote.filter((one) => one.group === group),
      );
      return plain({ kind: 'APIGroup', apiVersion: 'v1', ...merged });
    });
  };
}

const AGGREGATED_FORM = ';g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const AGGREGATED = JSON_TYPE + AGGREGATED_FORM;

function aggregated(document: object, type: string): DiscoveryAnswer {
  const json = JSON.stringify(document);
  const body = type === KUBERNETES_PROTOBUF ? atOnce(encodeProtobufSteps(document))! : Buffer.from(json);
  const etag = `"${createHash('sha512').update(json).digest('hex').toUpperCase()}"`;
  return { body, etag, contentType: type + AGGREGATED_FORM };
}

/** The same groups with those of extensions among them, by priority. */
function ordered<T>(
  own: readonly T[],
  nameOf: (group: T) => string,
  remote: readonly RemoteVersion[],
  merge: (name: string, own: T | undefined, versions: RemoteVersion[]) => T,
): T[] {
  const byGroup = new Map<string, RemoteVersion[]>();
  for (const one of remote) byGroup.set(one.group, [...(byGroup.get(one.group) ?? []), one]);
  const merged = own.map((one) => {
    const versions = byGroup.get(nameOf(one));
    return versions ? merge(nameOf(one), one, versions) : one;
  });
  const known = new Set(own.map(nameOf));
  const added = [...byGroup]
    .filter(([name]) => !known.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, versions]) => merge(name, undefined, versions));
  const priorityOf = (group: T): number => {
    const name = nameOf(group);
    const priorities = (byGroup.get(name) ?? []).map((one) => one.groupPriority);
    return Math.max(known.has(name) ? groupPriority(name) : 0, ...priorities);
  };
  return [...merged, ...added].sort((a, b) => priorityOf(b) - priorityOf(a) || 0);
}

const withLegacy = (own: readonly LegacyGroup[], remote: readonly RemoteVersion[]): LegacyGroup[] =>
  ordered(
    own,
    ({ name }) => name,
    remote,
    (name, one, versions) => {
      const all = [
        ...(one?.versions ?? [])
          .filter(({ version }) => !versions.some((other) => other.version === version))
          .map(({ version }) => ({ version, versionPriority: versionPriority(name, version) })),
        ...versions,
      ].sort(byPreference);
      const described = all.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }));
      return { ...one, name, versions: described, preferredVersion: described[0]! };
    },
  );

const withAggregated = (own: readonly AggregatedGroup[], remote: readonly RemoteVersion[]): AggregatedGroup[] =>
  ordered(
    own,
    ({ metadata }) => metadata.name ?? '',
    remote,
    (name, one, versions) => {
      const all = [
        ...(one?.versions ?? [])
          .filter(({ version }) => !versions.some((other) => other.version === version))
          .map((entry) => ({
            entry,
            version: entry.version,
            versionPriority: versionPriority(name, entry.version),
          })),
        ...versions.map(({ version, versionPriority: priority, resources, isStale }) => ({
          entry: {
            version,
            freshness: isStale ? 'Stale' : 'Current',
            ...(resources ? { resources } : {}),
          },
          version,
          versionPriority: priority,
        })),
      ].sort(byPreference);
      return { metadata: { name }, ...one, versions: all.map(({ entry }) => entry) };
    },
  );
