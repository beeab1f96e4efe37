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
  const hasRegistry = rest.length > 0 && isRegistry(first);
  if (!hasRegistry) return `index.docker.io/${rest.length === 0 ? 'library/' : ''}${name}`;
  return first === 'docker.io' ? `index.docker.io/${rest.length === 1 ? 'library/' : ''}${rest.join('/')}` : name;
}

const isRegistry = (first: string): boolean => first.includes('.') || first.includes(':') || first === 'localhost';

const MOST_NAME_CHARACTERS = 255;
const HOST = /^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?(:\d{1,5})?$/;
const COMPONENT = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*([-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,256}$/;

/** Why no registry can have an image of that name, in the words of the reference grammar; undefined for a good one. */
export function referenceProblem(image: string): string | undefined {
  const [named = '', digested, ...more] = image.split('@');
  const lastSlash = named.lastIndexOf('/');
  const colon = named.indexOf(':', lastSlash + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  if (name.length > MOST_NAME_CHARACTERS)
    return `repository name must not be more than ${MOST_NAME_CHARACTERS} characters`;
  if (
    more.length > 0 ||
    (digested !== undefined && !DIGEST.test(digested)) ||
    (colon >= 0 && !TAG.test(named.slice(colon + 1)))
  )
    return 'invalid reference format';
  const [first = '', ...rest] = name.split('/');
  const hasRegistry = rest.length > 0 && isRegistry(first);
  const path = hasRegistry ? rest : [first, ...rest];
  if ((hasRegistry && !HOST.test(first)) || !path.every((part) => COMPONENT.test(part))) {
    return path.some((part) => /[A-Z]/.test(part)) ? 'repository name must be lowercase' : 'invalid reference format';
  }
  return undefined;
}
