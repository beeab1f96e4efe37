import { messagesOf } from './image.mjs';

/** Groups that are not simply PACKAGE.k8s.io. */
const GROUPS = {
  apps: 'apps',
  autoscaling: 'autoscaling',
  batch: 'batch',
  core: '',
  flowcontrol: 'flowcontrol.apiserver.k8s.io',
  policy: 'policy',
  rbac: 'rbac.authorization.k8s.io',
};

/**
 * Every kind that is served, from the `resource` options: its names, and `id` (podTemplates), `file` (pod_templates)
 * and `service` (PodTemplates) as generated code has them. Core kinds first, then by group and plural.
 */
export function resourcesOf(image) {
  const byPath = new Map();
  for (const { message, file, name } of messagesOf(image)) {
    const option = message.options?.['[kubets.options.v1.resource]'];
    if (!option) continue;
    const [, folder, version] = file.package.split('.');
    const group = groupOf(folder);
    const [, homeFolder] = option.storedAs?.split('.') ?? [];
    const home = homeFolder ? groupOf(homeFolder) : group;
    const path = `${home}/${option.plural}`;
    byPath.set(path, [
      ...(byPath.get(path) ?? []),
      {
        message: name,
        kind: message.name,
        file: file.name,
        folder,
        group,
        version,
        option,
        isElsewhere: group !== home,
      },
    ]);
  }
  const resources = [...byPath.values()].map((versions) =>
    resourceOf(versions.sort((a, b) => a.isElsewhere - b.isElsewhere || (isBefore(a.version, b.version) ? -1 : 1))),
  );
  return withDistinctNames(resources.sort((a, b) => (`${a.group}/${a.plural}` < `${b.group}/${b.plural}` ? -1 : 1)));
}

const groupOf = (folder) => GROUPS[folder] ?? `${folder}.k8s.io`;

function resourceOf(versions) {
  const [{ kind, group, message, file, folder, option }] = versions;
  if (option.storedAs) throw new Error(`${message}: no resource is ${option.storedAs}`);
  if (!option.plural) throw new Error(`${message}: a resource has to have a plural`);
  const singular = kind.toLowerCase();
  let common = 0;
  while (singular[common] !== undefined && singular[common] === option.plural[common]) common++;
  const pluralOf = (name) => name.slice(0, name.length - (singular.length - common)) + option.plural.slice(common);
  const pluralKind = pluralOf(kind);
  return {
    group,
    kind,
    plural: option.plural,
    singular,
    shortNames: option.shortNames ?? [],
    categories: option.categories ?? [],
    namespaced: option.clusterScoped !== true,
    virtual: option.virtual === true,
    subresources: [...(option.subresources ?? [])].sort(),
    versions: versions.map(({ version, group: servedIn, isElsewhere, message: name }) => ({
      version,
      ...(isElsewhere ? { group: servedIn } : {}),
      apiVersion: servedIn ? `${servedIn}/${version}` : version,
      message: name,
    })),
    folder,
    id: pluralOf(kind.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z])/, (start) => start.toLowerCase())),
    declaredIn: file,
    file: pluralOf(kind.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_').toLowerCase()),
    // A service and a message cannot share a name.
    service: pluralKind === kind ? `${pluralKind}Api` : pluralKind,
  };
}

/**
 * Of resources of one plural in several groups the first keeps the name, the others have their group's before it: `pods` and
 * `metricsPods`. `kindAs` and `serviceAs` are what modules that import all of them call the kind and the service.
 */
function withDistinctNames(resources) {
  const taken = new Set();
  const distinct = (name, prefixed) => {
    const free = taken.has(name) ? prefixed : name;
    if (taken.has(free)) throw new Error(`two resources would be called ${free}`);
    taken.add(free);
    return free;
  };
  return resources.map((resource) => {
    const { id, kind, service, folder } = resource;
    const prefix = capitalized(folder);
    return {
      ...resource,
      id: distinct(id, `${folder}${capitalized(id)}`),
      kindAs: distinct(kind, `${prefix}${kind}`),
      serviceAs: distinct(`${service}Service`, `${prefix}${service}Service`),
    };
  });
}

const capitalized = (text) => text[0].toUpperCase() + text.slice(1);

const STABILITY = ['', 'beta', 'alpha'];

// v2 before v1 before v1beta2 before v1beta1 before v1alpha1: objects are stored in the first.
function isBefore(a, b) {
  const parse = (version) => /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  const [, majorA, levelA = '', minorA = 0] = parse(a);
  const [, majorB, levelB = '', minorB = 0] = parse(b);
  if (levelA !== levelB) return STABILITY.indexOf(levelA) < STABILITY.indexOf(levelB);
  return majorA === majorB ? Number(minorA) > Number(minorB) : Number(majorA) > Number(majorB);
}

/** `kubets.core.v1` of `kubets.core.v1.Pod`. */
export const packageOf = (message) => message.slice(0, message.lastIndexOf('.'));
