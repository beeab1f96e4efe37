import { isJsonObject, member, type Steps } from '@kubets/apimachinery';
import { jsonEqual } from './json-equal';
import { itemsOf, memberOf, type SchemaNode } from './schema-node';

/**
 * A value of a changed object and the one that it takes the place of: members go by their names, items of lists of type `map` by
 * their keys, and items of other lists have no counterpart.
 */
export class Correlated {
  private readonly children = new Map<string | number, Correlated | undefined>();
  private byKeys: Map<string, unknown> | undefined;
  private isEqual: boolean | undefined;

  constructor(
    readonly value: unknown,
    readonly old: unknown,
    readonly schema: SchemaNode,
  ) {}

  /** Undefined for a member without a counterpart. */
  key(name: string): Correlated | undefined {
    return this.child(name, () => {
      if (!isJsonObject(this.value) || !isJsonObject(this.old)) return undefined;
      const [value, old, schema] = [member(this.value, name), member(this.old, name), memberOf(this.schema, name)];
      return value === undefined || old === undefined || !schema ? undefined : new Correlated(value, old, schema);
    });
  }

  /** Undefined for an item without a counterpart. */
  index(index: number): Correlated | undefined {
    return this.child(index, () => {
      const schema = itemsOf(this.schema);
      if (!Array.isArray(this.value) || !Array.isArray(this.old) || !schema) return undefined;
      if (this.schema['x-kubernetes-list-type'] !== 'map') return undefined;
      const value: unknown = this.value[index];
      const old = this.oldByKeys(this.old as unknown[]).get(this.keysOf(value));
      return old === undefined || old === null ? undefined : new Correlated(value, old, schema);
    });
  }

  /** In steps: whether nothing has changed, all the way down. */
  *equals(): Steps<boolean> {
    return (this.isEqual ??= yield* jsonEqual(this.value, this.old));
  }

  private child(at: string | number, make: () => Correlated | undefined): Correlated | undefined {
    if (!this.children.has(at)) this.children.set(at, make());
    return this.children.get(at);
  }

  private oldByKeys(items: unknown[]): Map<string, unknown> {
    if (this.byKeys) return this.byKeys;
    this.byKeys = new Map();
    for (const item of items) {
      const keys = this.keysOf(item);
      if (!this.byKeys.has(keys)) this.byKeys.set(keys, item);
    }
    return this.byKeys;
  }

  private keysOf(item: unknown): string {
    const keys = this.schema['x-kubernetes-list-map-keys'] ?? [];
    return JSON.stringify(keys.map((key) => (isJsonObject(item) ? String(member(item, key)) : null)));
  }
}
