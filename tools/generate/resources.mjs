import { messagesOf } from './image.mjs';

/** Groups that are not simply PACKAGE.k8s.io. */
const groups = {
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
    const group = groups[folder] ?? `${folder}.k8s.io`;
    const path = `${group}/${option.plural}`;
    byPath.set(path, [
      ...(byPath.get(path) ?? []),
      { message: name, kind: message.name, file: file.name, group, version, option },
    ]);
  }
  const resources = [...byPath.values()].map((versions) =>
    resourceOf(versions.sort((a, b) => (isBefore(a.version, b.version) ? -1 : 1))),
  );
  assertDistinct(resources);
  return resources.sort((a, b) => (`${a.group}/${a.plural}` < `${b.group}/${b.plural}` ? -1 : 1));
}

function resourceOf(versions) {
  const [{ kind, group, message, file, option }] = versions;
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
    versions: versions.map(({ version, message: name }) => ({
      version,
      apiVersion: group ? `${group}/${version}` : version,
      message: name,
    })),
    id: pluralOf(kind.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z])/, (start) => start.toLowerCase())),
    declaredIn: file,
    file: pluralOf(kind.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_').toLowerCase()),
    // A service and a message cannot share a name.
    service: pluralKind === kind ? `${pluralKind}Api` : pluralKind,
  };
}

function assertDistinct(resources) {
  const seen = new Map();
  for (const { id, versions } of resources) {
    const [{ message }] = versions;
    if (seen.has(id)) throw new Error(`${message} and ${seen.get(id)} would both be called ${id}`);
    seen.set(id, message);
  }
}

const stability = ['', 'beta', 'alpha'];

// v2 before v1 before v1beta2 before v1beta1 before v1alpha1: objects are stored in the first.
function isBefore(a, b) {
  const parse = (version) => /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  const [, majorA, levelA = '', minorA = 0] = parse(a);
  const [, majorB, levelB = '', minorB = 0] = parse(b);
  if (levelA !== levelB) return stability.indexOf(levelA) < stability.indexOf(levelB);
  return majorA === majorB ? Number(minorA) > Number(minorB) : Number(majorA) > Number(majorB);
}

/** `kubets.core.v1` of `kubets.core.v1.Pod`. */
export const packageOf = (message) => message.slice(0, message.lastIndexOf('.'));
