/** A registry's host, the parts of a repository's name, a tag, a digest, as image names have been since Docker's. */
const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = String.raw`(?:${LABEL}(?:\.${LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?`;
const PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const TAG = String.raw`\w[\w.-]{0,127}`;
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^(?:${HOST}/)?${PART}(?:/${PART})*(?::(${TAG}))?(@${DIGEST})?$`);

/**
 * The policy of an image nobody gave one: `Always` for `:latest`, named or implied, `IfNotPresent` for what has a tag or
 * digest, and for what is no name of an image.
 */
export function defaultPullPolicy(image: string | undefined): 'Always' | 'IfNotPresent' {
  const [reference, tag = 'latest', digest] = REFERENCE.exec(image ?? '') ?? [];
  return reference === undefined || digest !== undefined || tag !== 'latest' ? 'IfNotPresent' : 'Always';
}
