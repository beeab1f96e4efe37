import {
  fieldErrors,
  isDns1035Label,
  isDns1123Subdomain,
  isPortNumber,
  type FieldError,
  type FieldPath,
} from '@kubets/apimachinery';
import type {
  CustomResourceConversion,
  CustomResourceDefinition,
  ServiceReference,
} from '@kubets/proto-gen/apiextensions/v1';

const STRATEGIES = ['None', 'Webhook'];
const REVIEW_VERSIONS = ['v1', 'v1beta1'];

const isReviewed = (versions: readonly string[]): boolean => versions.some((one) => REVIEW_VERSIONS.includes(one));

/** What is wrong with how objects are converted. */
export function conversionErrors(
  conversion: CustomResourceConversion | undefined,
  path: FieldPath,
  old: CustomResourceDefinition | undefined,
): FieldError[] {
  if (!conversion) return [];
  const { strategy = '', webhook } = conversion;
  const at = path.child('webhookClientConfig');
  const versionsAt = path.child('conversionReviewVersions');
  const versions = webhook?.conversionReviewVersions ?? [];
  if (strategy === '') return [fieldErrors.required(path.child('strategy'))];
  if (!STRATEGIES.includes(strategy)) return [fieldErrors.notSupported(path.child('strategy'), strategy, STRATEGIES)];
  if (strategy === 'None') {
    const detail = 'should not be set when strategy is not set to Webhook';
    return [
      ...(webhook?.clientConfig ? [fieldErrors.forbidden(at, detail)] : []),
      ...(versions.length > 0 ? [fieldErrors.forbidden(versionsAt, detail)] : []),
    ];
  }
  const { url, service } = webhook?.clientConfig ?? {};
  const errors: FieldError[] = [];
  if (!webhook?.clientConfig) errors.push(fieldErrors.required(at, 'required when strategy is set to Webhook'));
  else if ((url === undefined) === (service === undefined))
    errors.push(fieldErrors.required(at, 'exactly one of url or service is required'));
  else if (url !== undefined) errors.push(...urlErrors(url, at.child('url')));
  else errors.push(...serviceErrors(service!, at.child('service')));
  const before = old?.spec?.conversion?.webhook?.conversionReviewVersions ?? [];
  return errors.concat(reviewVersionErrors(versions, versionsAt, before.length === 0 || isReviewed(before)));
}

function reviewVersionErrors(versions: string[], path: FieldPath, needsKnown: boolean): FieldError[] {
  if (versions.length === 0) return [fieldErrors.required(path)];
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, version] of versions.entries()) {
    if (seen.has(version)) errors.push(fieldErrors.invalid(path.index(index), version, 'duplicate version'));
    else for (const text of isDns1035Label(version)) errors.push(fieldErrors.invalid(path.index(index), version, text));
    seen.add(version);
  }
  if (needsKnown && !isReviewed(versions))
    errors.push(fieldErrors.invalid(path, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`));
  return errors;
}

const FORM = '; desired format: https://host[/path]';

/** What stands before and behind the first of a character. */
const cut = (text: string, at: string): [string, string] => {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
};

function urlErrors(url: string, path: FieldPath): FieldError[] {
  if (/[\u0000-\u001f\u007f]/.test(url))
    return [fieldErrors.required(path, `url must be a valid URL: parse ${JSON.stringify(url)}: invalid URL${FORM}`)];
  const [beforeFragment = '', fragment = ''] = cut(url, '#');
  const [address = '', query = ''] = cut(beforeFragment, '?');
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*(?=:)/.exec(address)?.[0] ?? '';
  const rest = scheme ? address.slice(scheme.length + 1) : address;
  const authority = rest.startsWith('//') ? rest.slice(2).split('/', 1)[0]! : '';
  const user = authority.includes('@') ? authority.slice(0, authority.lastIndexOf('@')) : undefined;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const errors: FieldError[] = [];
  const invalid = (value: string, detail: string) => errors.push(fieldErrors.invalid(path, value, detail));
  if (scheme.toLowerCase() !== 'https') invalid(scheme, `'https' is the only allowed URL scheme${FORM}`);
  if (host === '') invalid(host, `host must be specified${FORM}`);
  if (user !== undefined) invalid(user, 'user information is not permitted in the URL');
  if (fragment !== '') invalid(fragment, 'fragments are not permitted in the URL');
  if (query !== '') invalid(query, 'query parameters are not permitted in the URL');
  return errors;
}

function serviceErrors(
  { name, namespace, path: urlPath, port = 443 }: ServiceReference,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(fieldErrors.required(path.child('name')));
  if (!namespace) errors.push(fieldErrors.required(path.child('namespace')));
  const problems = isPortNumber(port);
  if (problems.length > 0)
    errors.push(fieldErrors.invalid(path.child('port'), port, `port is not valid: ${problems.join(', ')}`));
  return urlPath ? errors.concat(pathErrors(urlPath, path.child('path'))) : errors;
}

function pathErrors(urlPath: string, path: FieldPath): FieldError[] {
  if (urlPath === '/') return [];
  const invalid = (detail: string) => fieldErrors.invalid(path, urlPath, detail);
  if (urlPath === '//') return [invalid('segment[0] may not be empty')];
  const errors = urlPath.startsWith('/') ? [] : [invalid("must start with a '/'")];
  const steps = urlPath.slice(1).replace(/\/$/, '').split('/');
  for (const [index, step] of steps.entries()) {
    if (step === '') errors.push(invalid(`segment[${index}] may not be empty`));
    else for (const text of isDns1123Subdomain(step)) errors.push(invalid(`segment[${index}]: ${text}`));
  }
  return errors;
}
