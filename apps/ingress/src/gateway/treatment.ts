import { type HeaderChanges, type PathModifier, type RouteFilter } from '@kubets/api';
import { parseGoDuration } from '@kubets/apimachinery';
import type { HeaderEdit, PathEdit, Treatment } from '../model/routing';
import { hostnameOf, EVERY_HOST } from './hostnames';
import { isText, UnsupportedValueError } from './route-matches';

const NAME = /^[A-Za-z0-9_-]{1,256}$/;
const MOST_VALUE = 4096;
/** Of one rule and backend. */
const MOST_EDITS = 64;
/** The engine counts no further. */
const LONGEST_MS = 86_400_000;
const REDIRECTS = [301, 302, 303, 307, 308];
/** What a message is framed by is nobody's to change. */
const FORBIDDEN = ['connection', 'content-length', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'keep-alive'];

/**
 * What filters and timeouts of a rule do (https://gateway-api.sigs.k8s.io/reference/spec/, HTTPRouteFilter).
 * @throws UnsupportedValueError for kinds of filters, names and values that are not supported.
 */
export function treatmentOf(
  filters: readonly RouteFilter[],
  timeouts: { request?: string; backendRequest?: string } | undefined,
  matchedPrefix: string,
): Treatment {
  const treatment: Treatment = { matchedPrefix, requestHeaders: [], responseHeaders: [] };
  for (const filter of filters) {
    switch (filter.type) {
      case 'RequestHeaderModifier':
        treatment.requestHeaders.push(...headerEdits(filter.requestHeaderModifier));
        break;
      case 'ResponseHeaderModifier':
        treatment.responseHeaders.push(...headerEdits(filter.responseHeaderModifier));
        break;
      case 'RequestRedirect': {
        const { scheme, hostname, path, port, statusCode = 302 } = filter.requestRedirect ?? {};
        if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
          throw new UnsupportedValueError(`redirects to scheme ${JSON.stringify(scheme)} are not supported`);
        if (!REDIRECTS.includes(statusCode))
          throw new UnsupportedValueError(`redirects with status ${statusCode} are not supported`);
        if (port !== undefined && !isPort(port))
          throw new UnsupportedValueError(`redirects to port ${JSON.stringify(port)} are not supported`);
        treatment.redirect = { code: statusCode, scheme, host: hostOf(hostname), port, path: pathEdit(path) };
        break;
      }
      case 'URLRewrite':
        treatment.rewrite = { host: hostOf(filter.urlRewrite?.hostname), path: pathEdit(filter.urlRewrite?.path) };
        break;
      default:
        throw new UnsupportedValueError(`filters of type ${String(filter.type)} are not supported`);
    }
  }
  const limits = [timeouts?.request, timeouts?.backendRequest].flatMap((text) => {
    const milliseconds = text === undefined ? 0 : Number(parseGoDuration(text));
    return milliseconds > 0 ? [Math.ceil(milliseconds)] : [];
  });
  if (treatment.requestHeaders.length + treatment.responseHeaders.length > MOST_EDITS)
    throw new UnsupportedValueError(`more than ${MOST_EDITS} headers are changed`);
  if (limits.length > 0) treatment.timeoutMs = Math.min(...limits, LONGEST_MS);
  return treatment;
}

const isPort = (port: unknown): boolean => Number.isInteger(port) && (port as number) > 0 && (port as number) < 65_536;

function headerEdits({ set = [], add = [], remove = [] }: HeaderChanges = {}): HeaderEdit[] {
  return [
    ...remove.map((name) => ({ action: 'del', name, value: '' }) as const),
    ...set.map(({ name = '', value = '' }) => ({ action: 'set', name, value }) as const),
    ...add.map(({ name = '', value = '' }) => ({ action: 'add', name, value }) as const),
  ].map((edit) => {
    // Their definition is the user's: a value may be anything.
    if (!isText(edit.name) || !NAME.test(edit.name) || FORBIDDEN.includes(edit.name.toLowerCase()))
      throw new UnsupportedValueError(`the header ${JSON.stringify(edit.name)} cannot be changed`);
    if (!isText(edit.value) || edit.value.length > MOST_VALUE || !/^[\t\u0020-\u007e]*$/.test(edit.value))
      throw new UnsupportedValueError(
        `the value of header ${edit.name} is not printable ASCII of at most ${MOST_VALUE} characters`,
      );
    return edit;
  });
}

function hostOf(hostname: string | undefined): string | undefined {
  if (hostname === undefined) return undefined;
  const host = hostnameOf(hostname);
  if (host === undefined || host.startsWith(EVERY_HOST))
    throw new UnsupportedValueError(`${JSON.stringify(hostname)} is no host name`);
  return host;
}

function pathEdit(path: PathModifier | undefined): PathEdit | undefined {
  if (!path) return undefined;
  const isFull = path.type === 'ReplaceFullPath';
  const value = isFull ? path.replaceFullPath : path.replacePrefixMatch;
  if ((!isFull && path.type !== 'ReplacePrefixMatch') || !isText(value) || value.length > MOST_VALUE)
    throw new UnsupportedValueError(`path modifiers of type ${String(path.type)} are not supported so`);
  return { type: isFull ? 'full' : 'prefix', value };
}
