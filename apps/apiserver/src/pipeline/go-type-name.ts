import type { Target } from './request';

/** What Kubernetes calls the type of an object, or of a list, where a refusal shows it: `*core.ConfigMapList`. */
export function goTypeName({ definition, version }: Pick<Target, 'definition' | 'version'>, suffix = ''): string {
  if (version.schema) return `*unstructured.Unstructured${suffix}`;
  return `*${goPackageOf(definition.group)}.${definition.kind}${suffix}`;
}

/** The package of a group's own types. */
export const goPackageOf = (group: string): string => (group === '' ? 'core' : group.split('.')[0]!);
