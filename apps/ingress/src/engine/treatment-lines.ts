import type { HeaderEdit, PathEdit, Treatment } from '../model/routing';
import { encodeFormat, pathForms } from './encode';

/** What a backend does with requests and answers, as lines of its section. */
export function treatmentLines(treatment: Treatment): string[] {
  const { requestHeaders, responseHeaders, rewrite, redirect, timeoutMs, answer, matchedPrefix } = treatment;
  return [
    ...(timeoutMs === undefined ? [] : [`  timeout server ${timeoutMs}ms`]),
    ...requestHeaders.map((edit) => headerLine('http-request', edit)),
    ...(answer
      ? [
          `  http-request return status ${answer.status} content-type "text/plain; charset=utf-8" string ${encodeFormat(answer.text)}`,
        ]
      : []),
    ...(redirect ? redirectLines(redirect, matchedPrefix) : []),
    ...(rewrite?.host ? [`  http-request set-header host ${encodeFormat(rewrite.host)}`] : []),
    ...(rewrite?.path ? pathLines(rewrite.path, matchedPrefix).map((line) => line.replace('TARGET', 'set-path')) : []),
    ...responseHeaders.map((edit) => headerLine('http-response', edit)),
  ];
}

function headerLine(when: string, { action, name, value }: HeaderEdit): string {
  return action === 'del'
    ? `  ${when} del-header ${name}`
    : `  ${when} ${action}-header ${name} ${encodeFormat(value)}`;
}

/** Lines with `TARGET` for what takes the new path. What is behind a prefix begins with a slash or is empty. */
function pathLines({ type, value }: PathEdit, matchedPrefix: string): string[] {
  if (type === 'full') return [`  http-request TARGET ${encodeFormat(escaped(value || '/'))}`];
  const prefix = matchedPrefix === '/' ? '' : escaped(matchedPrefix);
  const base = escaped(value.endsWith('/') ? value.slice(0, -1) : value);
  const whole = `  http-request TARGET ${encodeFormat(base)}%[path,bytes(${prefix.length})]`;
  if (base !== '') return [whole];
  const isAll = `{ path,length ${prefix.length} }`;
  return [`  http-request TARGET %[path,bytes(${prefix.length})] if !${isAll}`, `  http-request TARGET / if ${isAll}`];
}

const escaped = (path: string): string => pathForms(path)[0] ?? '';

/**
 * The place that a redirect leads to (HTTPRequestRedirectFilter): without a port of its own a scheme's usual one, or that of the
 * listener; a usual port is not written.
 */
function redirectLines(
  { code, scheme, host, port, path }: NonNullable<Treatment['redirect']>,
  matchedPrefix: string,
): string[] {
  const usual = { http: 80, https: 443 } as const;
  const set = (name: string, format: string, condition = '') =>
    `  http-request set-var-fmt(txn.to_${name}) ${format}${condition}`;
  const portLines = (): string[] => {
    if (port !== undefined) {
      const of = (which: 'http' | 'https') => (usual[which] === port ? '""' : `:${port}`);
      if (scheme === 'http' || scheme === 'https') return [set('port', of(scheme))];
      return [set('port', of('http'), ' if !{ ssl_fc }'), set('port', of('https'), ' if { ssl_fc }')];
    }
    if (scheme !== undefined) return [];
    return [set('port', ':%[dst_port]', ' if { ssl_fc } !{ dst_port 443 } or !{ ssl_fc } !{ dst_port 80 }')];
  };
  return [
    ...(scheme === undefined
      ? [set('scheme', 'http', ' if !{ ssl_fc }'), set('scheme', 'https', ' if { ssl_fc }')]
      : [set('scheme', scheme)]),
    set('host', host === undefined ? '%[var(txn.host)]' : encodeFormat(host)),
    ...portLines().filter((line) => !line.includes(' ""')),
    ...(path
      ? pathLines(path, matchedPrefix).map((line) => line.replace('TARGET', 'set-var-fmt(txn.to_path)'))
      : [set('path', '%[path]')]),
    set('query', '?%[query]', ' if { query -m found } !{ query,length 0 }'),
    `  http-request redirect code ${code} location %[var(txn.to_scheme)]://%[var(txn.to_host)]%[var(txn.to_port)]%[var(txn.to_path)]%[var(txn.to_query)]`,
  ];
}
