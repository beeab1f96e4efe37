/** Adds `:latest` to an image name that has neither tag nor digest. */
export function withDefaultTag(image: string): string {
  const lastSegment = image.slice(image.lastIndexOf('/') + 1);
  return lastSegment.includes(':') || image.includes('@') ? image : `${image}:latest`;
}

/** The registry and path of an image, as credentials are looked up: `nginx` is `index.docker.io/library/nginx`. */
export function repositoryOf(image: string): string {
  const withoutDigest = image.split('@')[0]!;
  const lastSlash = withoutDigest.lastIndexOf('/');
  const colon = withoutDigest.indexOf(':', lastSlash + 1);
  const name = colon < 0 ? withoutDigest : withoutDigest.slice(0, colon);
  const [first = '', ...rest] = name.split('/');
  const hasRegistry = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  if (!hasRegistry) return `index.docker.io/${rest.length === 0 ? 'library/' : ''}${name}`;
  return first === 'docker.io' ? `index.docker.io/${rest.length === 1 ? 'library/' : ''}${rest.join('/')}` : name;
}
