/**
 * The place of a value inside an object: `spec.ports[0].port`, `metadata.labels[app]`. Immutable. The text is only made
 * when asked for: most paths are of fields with which nothing is wrong.
 */
export class FieldPath {
  private constructor(
    private readonly parent: FieldPath | undefined,
    private readonly step: string | number,
    private readonly kind: 'name' | 'index' | 'key',
  ) {}

  static of(...segments: string[]): FieldPath {
    return new FieldPath(undefined, segments.join('.'), 'name');
  }

  child(name: string, ...more: string[]): FieldPath {
    return new FieldPath(this, more.length > 0 ? [name, ...more].join('.') : name, 'name');
  }

  index(position: number): FieldPath {
    return new FieldPath(this, position, 'index');
  }

  key(key: string): FieldPath {
    return new FieldPath(this, key, 'key');
  }

  toString(): string {
    return this.text() || '<nil>';
  }

  private text(): string {
    const before = this.parent?.text() ?? '';
    if (this.kind !== 'name') return `${before}[${this.step}]`;
    return before === '' ? String(this.step) : `${before}.${this.step}`;
  }
}
