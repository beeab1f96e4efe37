import { rcodeOf, type AnswerBody } from '../../wire/answer-body';
import { aliasAnswer } from '../../wire/alias';
import { RCODE, RECORD_TYPE } from '../../wire/constants';
import { keyOf, labelsOf, ROOT_KEY, type NameKey } from '../../wire/names';
import { questionFor, type Query } from '../../wire/query';
import type { DnsPlugin, Next } from '../plugin';

export interface SearchPathOptions {
  zoneName: string;
  /** The node's own search domains, which stand behind the cluster's in a pod's resolv.conf. */
  hostSearch: readonly string[];
  ttl: number;
  hasNamespace(name: string): boolean;
}

/**
 * Walks the rest of a pod's search path for it. With ndots:5 a pod asks for `example.com` as
 * `example.com.<ns>.svc.<zone>` first; instead of four more refusals it gets an alias to the first name that exists.
 * Names of one label may be a Service of that namespace that is to come, and are refused as ever.
 */
export function searchPath({ zoneName, hostSearch, ttl, hasNamespace }: SearchPathOptions): DnsPlugin {
  const serviceZone = keyOf(`svc.${zoneName}`);
  const suffixes: readonly NameKey[] = [serviceZone, keyOf(zoneName), ...hostSearch.map(keyOf), ROOT_KEY];

  /** The name as the pod's user wrote it, without the end marker; undefined when this is no expanded name. */
  function writtenName(query: Query): string | undefined {
    if (query.type !== RECORD_TYPE.A && query.type !== RECORD_TYPE.AAAA) return undefined;
    if (!query.key.endsWith(serviceZone)) return undefined;
    const labels = labelsOf(query.key.slice(0, query.key.length - serviceZone.length));
    const namespace = labels.at(-1);
    if (labels.length < 3 || namespace === undefined || labels[0]!.startsWith('_') || !hasNamespace(namespace))
      return undefined;
    return query.key.slice(0, query.key.length - serviceZone.length - namespace.length - 1);
  }

  async function walk(query: Query, written: string, refusal: AnswerBody, next: Next): Promise<AnswerBody> {
    for (const suffix of suffixes) {
      if (written.length + suffix.length > 255) continue;
      const target = questionFor(query, written + suffix);
      const answer = await next(target);
      const code = rcodeOf(answer);
      if (code === RCODE.noError) return aliasAnswer(target, answer, ttl);
      // Whether it exists is not known now; the client asks on and learns it.
      if (code !== RCODE.nxDomain) break;
    }
    return refusal;
  }

  return {
    name: 'search-path',
    serve(query, next) {
      const answer = next(query);
      if (answer instanceof Promise || rcodeOf(answer) !== RCODE.nxDomain) return answer;
      const written = writtenName(query);
      return written === undefined ? answer : walk(query, written, answer, next);
    },
  };
}
