import { fieldErrors, isDns1123Subdomain, isPortNumber, type FieldError, type FieldPath } from '@kubets/apimachinery';

/** How a webhook is reached, of admission or of conversion. */
export interface WebhookAddress {
  url?: string;
  service?: { namespace?: string; name?: string; path?: string; port?: number };
}

export function validateWebhookAddress({ url, service }: WebhookAddress, path: FieldPath): FieldError[] {
  if ((url === undefined) === (service === undefined))
    return [fieldErrors.required(path, 'exactly one of url or service is required')];
  return url === undefined ? validateService(service!, path.child('service')) : validateUrl(url, path.child('url'));
}

const FORM = '; desired format: https://host[/path]';
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/;

interface UrlParts {
  scheme: string;
  user: string | undefined;
  host: string;
  query: string;
  fragment: string;
}

function partsOf(url: string): UrlParts {
  const [beforeFragment, fragment = ''] = cut(url, '#');
  const [beforeQuery, query = ''] = cut(beforeFragment, '?');
  const scheme = SCHEME.exec(beforeQuery)?.[0] ?? '';
  const rest = scheme ? beforeQuery.slice(scheme.length + 1) : beforeQuery;
  const authority = rest.startsWith('//') ? cut(rest.slice(2), '/')[0] : '';
  const at = authority.lastIndexOf('@');
  return { scheme, user: at < 0 ? undefined : authority.slice(0, at), host: authority.slice(at + 1), query, fragment };
}

function cut(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function validateUrl(url: string, path: FieldPath): FieldError[] {
  const problem = urlProblem(url);
  if (problem)
    return [fieldErrors.required(path, `url must be a valid URL: parse ${JSON.stringify(url)}: ${problem}${FORM}`)];
  const { scheme, user, host, query, fragment } = partsOf(url);
  const errors: FieldError[] = [];
  if (scheme.toLowerCase() !== 'https')
    errors.push(fieldErrors.invalid(path, scheme, `'https' is the only allowed URL scheme${FORM}`));
  if (host === '') errors.push(fieldErrors.invalid(path, host, `host must be specified${FORM}`));
  if (user !== undefined) errors.push(fieldErrors.invalid(path, user, 'user information is not permitted in the URL'));
  if (fragment !== '') errors.push(fieldErrors.invalid(path, fragment, 'fragments are not permitted in the URL'));
  if (query !== '') errors.push(fieldErrors.invalid(path, query, 'query parameters are not permitted in the URL'));
  return errors;
}

/** What Go's parser would not take. */
function urlProblem(url: string): string | undefined {
  if (/[\u0000-\u001f\u007f]/.test(url)) return 'net/url: invalid control character in URL';
  if (url.startsWith(':')) return 'missing protocol scheme';
  const escape = /%(?![0-9A-Fa-f]{2}).{0,2}/s.exec(url)?.[0];
  if (escape !== undefined) return `invalid URL escape ${JSON.stringify(escape)}`;
  const blank = /[\s"<>\\^`{|}]/.exec(partsOf(url).host)?.[0];
  if (blank !== undefined) return `invalid character ${JSON.stringify(blank)} in host name`;
  const port = /:([^:\]]*)$/.exec(partsOf(url).host)?.[1] ?? '';
  return /^\d*$/.test(port) ? undefined : `invalid port ${JSON.stringify(`:${port}`)} after host`;
}

function validateService(service: NonNullable<WebhookAddress['service']>, path: FieldPath): FieldError[] {
  const { namespace = '', name = '', path: urlPath = '', port = 0 } = service;
  const portProblems = isPortNumber(port);
  return [
    // Kubernetes mixes them up: that there is no namespace is told of the name, and the other way round.
    ...(namespace === '' ? [fieldErrors.required(path.child('name'))] : []),
    ...(name === '' ? [fieldErrors.required(path.child('namespace'))] : []),
    ...(portProblems.length > 0
      ? [fieldErrors.invalid(path.child('port'), port, `port is not valid: ${portProblems.join(', ')}`)]
      : []),
    ...pathProblems(urlPath).map((text) => fieldErrors.invalid(path.child('path'), urlPath, text)),
  ];
}

function pathProblems(path: string): string[] {
  if (path === '' || path === '/') return [];
  if (path === '//') return ['segment[0] may not be empty'];
  const segments = path.slice(1).replace(/\/$/, '').split('/');
  return [
    ...(path.startsWith('/') ? [] : ["must start with a '/'"]),
    ...segments.flatMap((segment, index) =>
      segment === ''
        ? [`segment[${index}] may not be empty`]
        : isDns1123Subdomain(segment).map((text) => `segment[${index}]: ${text}`),
    ),
  ];
}
