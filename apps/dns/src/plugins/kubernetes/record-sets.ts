import type { Sections } from '../../wire/answer-body';
import type { EncodableRecord } from '../../wire/record-encoding';
import { addressType } from '../../wire/address-names';
import type { ZoneRecord } from './zone-record';

type SetType = Exclude<ZoneRecord['type'], 'none'>;

export interface RecordSet extends Sections {
  type: SetType;
}

/** The answer sections per type for the records of one name. */
export function recordSets(records: readonly ZoneRecord[], ttl: number): RecordSet[] {
  const byType = new Map<SetType, ZoneRecord[]>();
  for (const record of records) {
    if (record.type === 'none') continue;
    const same = byType.get(record.type);
    if (same) same.push(record);
    else byType.set(record.type, [record]);
  }
  return [...byType].map(([type, ofType]) => {
    const unique = distinct(ofType);
    return {
      type,
      answers: unique.map((record) => ({ type, ttl, data: dataOf(record, unique.length) })),
      additionals: additionalsOf(unique, ttl),
    };
  });
}

/** Slices overlap while pods move from one to another, and then say the same thing twice. */
function distinct(records: readonly ZoneRecord[]): ZoneRecord[] {
  const seen = new Map<string, ZoneRecord>();
  for (const record of records) {
    const identity =
      'address' in record
        ? record.address
        : 'text' in record
          ? record.text
          : record.type === 'SRV'
            ? `${record.port} ${record.target}`
            : 'target' in record
              ? record.target
              : '';
    if (!seen.has(identity)) seen.set(identity, record);
  }
  return [...seen.values()];
}

function dataOf(record: ZoneRecord, count: number): unknown {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address;
    case 'TXT':
      return record.text;
    case 'SRV':
      // Equal shares of 100, as resolvers that weigh expect them.
      return { priority: 0, weight: Math.max(1, Math.floor(100 / count)), port: record.port, target: record.target };
    case 'none':
      return undefined;
    default:
      return record.target;
  }
}

function additionalsOf(records: readonly ZoneRecord[], ttl: number): EncodableRecord[] {
  const hosts = new Map<string, readonly string[]>();
  for (const record of records)
    if (record.type === 'SRV' || record.type === 'NS') hosts.set(record.target, record.addresses);
  return [...hosts].flatMap(([owner, addresses]) =>
    addresses.map((address) => ({ owner, type: addressType(address), ttl, data: address })),
  );
}
