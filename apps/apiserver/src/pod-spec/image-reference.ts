/** The policy of an image nobody gave one: `Always` for `:latest`, named or implied, `IfNotPresent` for what has a tag or digest. */
export function defaultPullPolicy(image: string | undefined): 'Always' | 'IfNotPresent' {
  const reference = image ?? '';
  if (reference.includes('@')) return 'IfNotPresent';
  const lastPart = reference.slice(reference.lastIndexOf('/') + 1);
  const colon = lastPart.indexOf(':');
  return colon < 0 || lastPart.slice(colon + 1) === 'latest' ? 'Always' : 'IfNotPresent';
}
