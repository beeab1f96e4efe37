import { parseQuantity } from '@kubets/apimachinery';
import type { Container, Pod, ResourceFieldSelector } from '@kubets/proto-gen/core/v1';

/** What the pod is told about itself that its object does not say yet. */
export interface PodAddresses {
  podIps: readonly string[];
  hostIps: readonly string[];
}

/** The value of a fieldRef. Throws Error for a path that does not exist; `labels` and `annotations` as a whole are for files. */
export function downwardField(path: string, pod: Pod, addresses: PodAddresses): string {
  const { metadata, spec } = pod;
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (subscript) return (subscript[1] === 'labels' ? metadata?.labels : metadata?.annotations)?.[subscript[2]!] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata?.name ?? '';
    case 'metadata.namespace':
      return metadata?.namespace ?? '';
    case 'metadata.uid':
      return metadata?.uid ?? '';
    case 'metadata.labels':
      return formatMap(metadata?.labels);
    case 'metadata.annotations':
      return formatMap(metadata?.annotations);
    case 'spec.nodeName':
      return spec?.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec?.serviceAccountName ?? '';
    case 'status.hostIP':
      return addresses.hostIps[0] ?? '';
    case 'status.hostIPs':
      return addresses.hostIps.join(',');
    case 'status.podIP':
      return addresses.podIps[0] ?? '';
    case 'status.podIPs':
      return addresses.podIps.join(',');
    default:
      throw new Error(`unsupported fieldPath: ${path}`);
  }
}

/** One `key="value"` per line, sorted; values are quoted as Go quotes them. */
function formatMap(map: Record<string, string> | undefined): string {
  return Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${JSON.stringify(map![key])}`)
    .join('\n');
}

/** The value of a resourceFieldRef, rounded up to whole divisors; limits that are not set are the node's. */
export function downwardResource(
  selector: ResourceFieldSelector,
  container: Container,
  nodeAllocatable: Record<string, string>,
): string {
  const [kind, name = ''] = splitOnce(selector.resource ?? '', '.');
  if (kind !== 'limits' && kind !== 'requests') throw new Error(`unsupported container resource: ${selector.resource}`);
  const { limits = {}, requests = {} } = container.resources ?? {};
  const text =
    kind === 'limits' ? (limits[name] ?? nodeAllocatable[name] ?? '0') : (requests[name] ?? limits[name] ?? '0');
  const divisor = selector.divisor && parseQuantity(selector.divisor).milliValue() !== 0 ? selector.divisor : '1';
  return name === 'cpu'
    ? String(Math.ceil(parseQuantity(text).milliValue() / parseQuantity(divisor).milliValue()))
    : String(Math.ceil(parseQuantity(text).value() / parseQuantity(divisor).value()));
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
