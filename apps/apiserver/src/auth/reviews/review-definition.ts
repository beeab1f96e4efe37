/** What all reviews have in common: they are of version v1, answered at once and kept nowhere. */
export function reviewDefinition(group: string, plural: string, kind: string) {
  return {
    group,
    plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced: false,
    version: 'v1',
    message: `kubets.${group.replace(/\..*/, '')}.v1.${kind}`,
  };
}
