import type { Device } from '@kubets/proto-gen/resource/v1';
import { quantityOf } from '../libraries/quantities';
import { semver } from '../libraries/semvers';
import { Entries, EvaluationError, type MapValue, type Value } from '../values/value';

/** What expressions see of a device. */
export type DeviceContent = Pick<Device, 'attributes' | 'capacity' | 'allowMultipleAllocations'> & { driver: string };

/** A map that has an empty map for each domain that it does not know, so that `device.attributes["a.b"]` never fails. */
class Domains implements MapValue {
  readonly isMap = true;
  private readonly known = new Entries();
  private static readonly none = new Entries();
  add(domain: string, name: string, value: Value): void {
    let entries = this.known.get(domain) as Entries | undefined;
    if (!entries) this.known.add(domain, (entries = new Entries()));
    entries.add(name, value);
  }
  get size(): number {
    return this.known.size;
  }
  get(key: Value): Value {
    return this.known.get(key) ?? Domains.none;
  }
  keys(): Iterable<Value> {
    return this.known.keys();
  }
}

/** A name without a domain is of the driver's. */
export function qualifiedName(name: string, driver: string): { domain: string; id: string } {
  const slash = name.indexOf('/');
  return slash < 0 ? { domain: driver, id: name } : { domain: name.slice(0, slash), id: name.slice(slash + 1) };
}

function attributeValue(attribute: NonNullable<Device['attributes']>[string]): Value {
  if (attribute.int !== undefined) return BigInt(attribute.int);
  if (attribute.bool !== undefined) return attribute.bool;
  if (attribute.string !== undefined) return attribute.string;
  if (attribute.version !== undefined) return semver(attribute.version);
  throw new EvaluationError('unsupported attribute value');
}

/** `device` in an expression. @throws EvaluationError for an attribute that has no value. */
export function deviceValue({ driver, attributes = {}, capacity = {}, ...device }: DeviceContent): Value {
  const [shownAttributes, shownCapacity] = [new Domains(), new Domains()];
  for (const [name, attribute] of Object.entries(attributes)) {
    const { domain, id } = qualifiedName(name, driver);
    shownAttributes.add(domain, id, attributeValue(attribute));
  }
  for (const [name, { value = '0' }] of Object.entries(capacity)) {
    const { domain, id } = qualifiedName(name, driver);
    shownCapacity.add(domain, id, quantityOf(value));
  }
  return new Entries([
    ['driver', driver],
    ['allowMultipleAllocations', device.allowMultipleAllocations ?? false],
    ['attributes', shownAttributes],
    ['capacity', shownCapacity],
  ]);
}
