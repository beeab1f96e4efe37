import { answerBody, type AnswerBody } from '../../wire/answer-body';
import { FLAG, RCODE, RECORD_TYPE } from '../../wire/constants';
import { keyOf, parentOf, type NameKey } from '../../wire/names';
import type { EncodableRecord } from '../../wire/record-encoding';
import { recordSets } from './record-sets';
import type { ZoneRecord } from './zone-record';

/** A name that exists. */
export interface ZoneName {
  /** Prepared answers by record type. */
  readonly answers: ReadonlyMap<number, AnswerBody>;
  /** Where the name leads if it is an alias. */
  readonly alias: NameKey | undefined;
}

interface MutableName extends ZoneName {
  answers: Map<number, AnswerBody>;
  alias: NameKey | undefined;
  owners: Map<string, readonly ZoneRecord[]>;
  /** Existing names directly below. */
  children: number;
}

export interface ZoneOptions {
  /** Such as `cluster.local`. */
  name: string;
  /** Of positive answers, in seconds. */
  ttl: number;
  /** How long resolvers may remember that something is not there, in seconds. Whoever asks here is answered anew each time. */
  negativeTtl: number;
  /** Changes with the zone's content: seconds since 1970. */
  serial: () => number;
}

/** The cluster's names, with answers prepared when something changes, so that a query is a lookup. */
export class Zone {
  readonly key: NameKey;
  private readonly names = new Map<NameKey, MutableName>();
  private readonly byOwner = new Map<string, Map<NameKey, ZoneRecord[]>>();
  private negative: { nxDomain: AnswerBody; noData: AnswerBody; soa: AnswerBody } | undefined;

  constructor(private readonly o: ZoneOptions) {
    this.key = keyOf(o.name);
  }

  lookup(key: NameKey): ZoneName | undefined {
    return this.names.get(key);
  }

  get name(): string {
    return this.o.name;
  }

  get nxDomain(): AnswerBody {
    return this.negativeAnswers().nxDomain;
  }

  get noData(): AnswerBody {
    return this.negativeAnswers().noData;
  }

  get soa(): AnswerBody {
    return this.negativeAnswers().soa;
  }

  /** How many names exist, those on the way to others included. */
  get size(): number {
    return this.names.size;
  }

  /** Replaces all records of one owner (a Service, a namespace); several owners may add to one name. */
  set(owner: string, records: readonly ZoneRecord[]): void {
    const before = this.byOwner.get(owner);
    const after = new Map<NameKey, ZoneRecord[]>();
    for (const record of records) {
      const key = keyOf(record.name);
      const same = after.get(key);
      if (same) same.push(record);
      else after.set(key, [record]);
    }
    // First, so that a set that fails half-way can be taken back whole.
    if (after.size > 0) this.byOwner.set(owner, after);
    else this.byOwner.delete(owner);
    for (const key of before?.keys() ?? []) if (!after.has(key)) this.setName(key, owner, undefined);
    for (const [key, own] of after) {
      // Of a large headless Service usually one endpoint changes, and encoding all the others again would take long.
      if (JSON.stringify(before?.get(key)) !== JSON.stringify(own)) this.setName(key, owner, own);
    }
    this.negative = undefined;
  }

  private setName(key: NameKey, owner: string, records: readonly ZoneRecord[] | undefined): void {
    const name = this.ensure(key);
    if (records) name.owners.set(owner, records);
    else name.owners.delete(owner);
    const all = [...name.owners.values()].flat();
    name.answers = new Map(
      recordSets(all, this.o.ttl).map(({ type, ...sections }) => [RECORD_TYPE[type], answerBody(sections)]),
    );
    const alias = all.find((record) => record.type === 'CNAME');
    name.alias = alias?.type === 'CNAME' ? keyOf(alias.target) : undefined;
    this.dropIfUnused(key, name);
  }

  /** Names on the way to a name exist too: asked for, they have no data rather than not being there. */
  private ensure(key: NameKey): MutableName {
    let name = this.names.get(key);
    if (!name) {
      this.names.set(key, (name = { answers: new Map(), alias: undefined, owners: new Map(), children: 0 }));
      const parent = this.parentInZone(key);
      if (parent !== undefined) this.ensure(parent).children++;
    }
    return name;
  }

  private dropIfUnused(key: NameKey, name: MutableName): void {
    if (name.owners.size > 0 || name.children > 0) return;
    this.names.delete(key);
    const parent = this.parentInZone(key);
    const above = parent === undefined ? undefined : this.names.get(parent);
    if (!above) return;
    above.children--;
    this.dropIfUnused(parent!, above);
  }

  /** Reverse names are not a zone of ours: what we do not have, upstreams may. */
  private parentInZone(key: NameKey): NameKey | undefined {
    return key !== this.key && key.endsWith(this.key) ? parentOf(key) : undefined;
  }

  private negativeAnswers() {
    if (!this.negative) {
      const { name } = this.o;
      const data = {
        mname: `ns.dns.${name}`,
        rname: `hostmaster.${name}`,
        serial: this.o.serial(),
        refresh: 7200,
        retry: 1800,
        expire: 86_400,
        minimum: this.o.negativeTtl,
      };
      const soa: EncodableRecord = { owner: name, type: 'SOA', ttl: this.o.negativeTtl, data };
      this.negative = {
        nxDomain: answerBody({ authorities: [soa] }, FLAG.authoritative | RCODE.nxDomain),
        noData: answerBody({ authorities: [soa] }),
        soa: answerBody({ answers: [{ ...soa, ttl: this.o.ttl }] }),
      };
    }
    return this.negative;
  }
}
