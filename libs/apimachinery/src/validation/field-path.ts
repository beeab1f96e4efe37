/** The place of a value inside an object: `spec.ports[0].port`, `metadata.labels[app]`. Immutable. */
export class FieldPath {
  private constructor(private readonly text: string) {}

  static of(...segments: string[]): FieldPath {
    return new FieldPath(segments.join('.'));
  }

  child(...names: string[]): FieldPath {
    return new FieldPath([...(this.text ? [this.text] : []), ...names].join('.'));
  }

  index(position: number): FieldPath {
    return new FieldPath(`${this.text}[${position}]`);
  }

  key(key: string): FieldPath {
    return new FieldPath(`${this.text}[${key}]`);
  }

  toString(): string {
    return this.text === '' ? '<nil>' : this.text;
  }
}
