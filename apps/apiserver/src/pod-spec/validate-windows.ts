import { fieldErrors, isDns1123Subdomain, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { PodSpec, WindowsSecurityContextOptions } from '@kubets/proto-gen/core/v1';
import { placedContainers } from './placed-containers';

const MAX_CREDENTIAL_KIB = 64;
const MAX_DOMAIN = 256;
const MAX_USER = 104;
const CONTROL = /[\0-\x1f\x7f]/;
const NET_BIOS_DOMAIN = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DNS_DOMAIN = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);
const NOT_IN_USERS = /["/\\:;|=,+*?<>@[\]]/;

/** `DOMAIN\user` or `user`; everything that is wrong with it. */
function userProblems(name: string): string[] {
  const parts = name.split('\\');
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (CONTROL.test(name)) return ['runAsUserName cannot contain control characters'];
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1)!;
  const domain = parts.length === 2 ? parts[0]! : undefined;
  const problems: string[] = [];
  if (domain !== undefined && domain.length >= MAX_DOMAIN)
    problems.push(`runAsUserName's Domain length must be under ${MAX_DOMAIN} characters`);
  if (domain !== undefined && !NET_BIOS_DOMAIN.test(domain) && !DNS_DOMAIN.test(domain))
    problems.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  if (user === '') problems.push("runAsUserName's User cannot be empty");
  else if (user.length > MAX_USER)
    problems.push(`runAsUserName's User length must not be longer than ${MAX_USER} characters`);
  if (/^[. ]+$/.test(user)) problems.push("runAsUserName's User cannot contain only periods or spaces");
  if (NOT_IN_USERS.test(user))
    problems.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  return problems;
}

export function validateWindowsOptions(
  options: WindowsSecurityContextOptions | undefined,
  path: FieldPath,
): FieldError[] {
  const { gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName } = options ?? {};
  const each = (field: string, value: string | undefined, problems: (value: string) => string[]): FieldError[] =>
    value === undefined ? [] : problems(value).map((text) => fieldErrors.invalid(path.child(field), value, text));
  return [
    ...each('gmsaCredentialSpecName', gmsaCredentialSpecName, isDns1123Subdomain),
    ...each('gmsaCredentialSpec', gmsaCredentialSpec, (spec) => {
      if (spec === '') return ['gmsaCredentialSpec cannot be an empty string'];
      const isTooLong = Buffer.byteLength(spec) > MAX_CREDENTIAL_KIB * 1024;
      return isTooLong ? [`gmsaCredentialSpec size must be under ${MAX_CREDENTIAL_KIB} KiB`] : [];
    }),
    ...each('runAsUserName', runAsUserName, userProblems),
  ];
}

/** Containers that are the node's processes: either all of a pod are, on the node's network, or none. */
export function validateHostProcesses(spec: PodSpec, path: FieldPath): FieldError[] {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  const errors: FieldError[] = [];
  const containers = placedContainers(spec, path);
  const hosted = containers.filter(({ container, path: at }) => {
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && own !== ofPod) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      const where = at.child('securityContext', 'windowsOptions', 'hostProcess');
      errors.push(fieldErrors.invalid(where, own, detail));
    }
    return own ?? ofPod;
  });
  if (hosted.length === 0) return errors;
  if (hosted.length !== containers.length) {
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(fieldErrors.invalid(path, '', detail));
  }
  if (!spec.hostNetwork) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(fieldErrors.invalid(path.child('hostNetwork'), false, detail));
  }
  return errors;
}
