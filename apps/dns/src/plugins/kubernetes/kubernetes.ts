import { addressType } from '../../wire/address-names';
import { answerBody, serverFailure, type AnswerBody } from '../../wire/answer-body';
import { aliasAnswer } from '../../wire/alias';
import { RECORD_TYPE } from '../../wire/constants';
import { isWithin, keyOf } from '../../wire/names';
import { questionFor, type Query } from '../../wire/query';
import type { Answer, DnsPlugin, Next } from '../plugin';
import { parsePodName } from './pod-name';
import type { Zone, ZoneName } from './zone';

export interface KubernetesPluginOptions {
  zone: Zone;
  ttl: number;
  /** Until then the zone is incomplete and says nothing, for a wrong NXDOMAIN is worse than a retry. */
  hasSynced(): boolean;
  hasNamespace(name: string): boolean;
}

/** ExternalNames may lead to one another; a circle has to end. */
const MOST_ALIASES = 8;

/** Answers for the cluster zone and for the addresses it has names for; everything else goes on. */
export function kubernetes(o: KubernetesPluginOptions): DnsPlugin {
  const { zone, ttl } = o;
  const podZone = keyOf(`pod.${zone.name}`);
  const reverseZones = [keyOf('in-addr.arpa'), keyOf('ip6.arpa')];
  // RFC 8482: nobody needs everything at once but those who want to amplify.
  const anything = answerBody({ answers: [{ type: 'HINFO', ttl, data: { cpu: 'RFC8482', os: '' } }] });

  function answerFor(name: ZoneName, query: Query, next: Next, depth: number): Answer {
    const prepared = name.answers.get(query.type);
    if (prepared) return prepared;
    if (name.alias !== undefined) return followAlias(questionFor(query, name.alias), next, depth);
    if (query.key === zone.key && query.type === RECORD_TYPE.SOA) return zone.soa;
    return query.type === RECORD_TYPE.ANY && name.answers.size > 0 ? anything : zone.noData;
  }

  async function followAlias(target: Query, next: Next, depth: number): Promise<AnswerBody> {
    const found = depth >= MOST_ALIASES ? serverFailure : await answer(target, next, depth + 1);
    return aliasAnswer(target, found, ttl);
  }

  function answerForPod(query: Query): AnswerBody | undefined {
    const pod = parsePodName(query.key, podZone);
    if (!pod || !o.hasNamespace(pod.namespace)) return undefined;
    if (pod.labels === 1) return zone.noData;
    if (pod.address === undefined) return undefined;
    const type = addressType(pod.address);
    return RECORD_TYPE[type] === query.type ? answerBody({ answers: [{ type, ttl, data: pod.address }] }) : zone.noData;
  }

  function answer(query: Query, next: Next, depth: number): Answer {
    const inZone = isWithin(query.key, zone.key);
    if (!o.hasSynced())
      return inZone || reverseZones.some((reverse) => isWithin(query.key, reverse)) ? serverFailure : next(query);
    const name = zone.lookup(query.key);
    if (name) return answerFor(name, query, next, depth);
    return inZone ? (answerForPod(query) ?? zone.nxDomain) : next(query);
  }

  return { name: 'kubernetes', serve: (query, next) => answer(query, next, 0) };
}

/** The names a zone has before there is any Service; `nameServer` is the Service that leads here, without the zone. */
export function apexRecords(
  zoneName: string,
  nameServer: string,
  addresses: readonly string[],
): Parameters<Zone['set']>[1] {
  const target = `${nameServer}.${zoneName}`;
  return [
    { name: zoneName, type: 'NS', target, addresses },
    ...[`ns.dns.${zoneName}`, target].flatMap((name) =>
      addresses.map((address) => ({ name, type: addressType(address), address })),
    ),
    { name: `dns-version.${zoneName}`, type: 'TXT', text: '1.1.0' },
    { name: `svc.${zoneName}`, type: 'none' },
    { name: `pod.${zoneName}`, type: 'none' },
  ];
}
