import { goJson, type KubeObject, type Steps } from '@kubets/apimachinery';
import { isCanonical, parseForeign } from './foreign-value';
import {
  canonicalBytes,
  parseStored,
  parseStoredSteps,
  replaceResourceVersion,
  spliceResourceVersion,
} from './object-bytes';
import { isNoted, keepWarm, type Warm } from './warm-objects';

/** A parsed object takes about this many times the memory of its JSON. */
const PARSED_FACTOR = 3;

/** Fewer bytes are parsed in a few milliseconds at the most. */
const LARGE_BYTES = 100_000;

/**
 * One object at one revision, in the forms it is served in. Made once per change and shared by every reader; each form
 * is made when first asked for, kept while it is in use, and made again when it is asked for later. Neither `object` nor
 * the buffers may be changed.
 */
export class StoredObject implements Warm {
  usedIn = 0;
  private parsed: KubeObject | undefined;
  private isWanted = false;
  /** It lies in the store in another form than this one; whatever is written to it next makes it lie there so. */
  isConverted = false;
  private encodings: Map<string, Buffer> | undefined;

  private constructor(
    readonly key: string,
    /** Kubernetes JSON as Go writes it, with the resourceVersion in it. */
    readonly json: Buffer,
    readonly revision: number,
  ) {}

  /** From the bytes in the store, which carry no resourceVersion. Revision 0 (a dry run's create) adds none. */
  static fromValue(key: string, value: Buffer, revision: number): StoredObject {
    return new StoredObject(key, goJson(revision > 0 ? spliceResourceVersion(value, revision) : value), revision);
  }

  /** What would be stored, under a resourceVersion that is none of the store's. */
  static fromDryRun(key: string, value: Buffer, resourceVersion: string): StoredObject {
    return new StoredObject(key, goJson(spliceResourceVersion(value, resourceVersion)), 0);
  }

  /** From bytes and the object that they were made from, which is nobody else's to change from now on. */
  static fromWritten(key: string, value: Buffer, revision: number, object: KubeObject): StoredObject {
    const stored = StoredObject.fromValue(key, value, revision);
    const metadata = (object.metadata ??= {});
    if (revision > 0) metadata.resourceVersion = String(revision);
    delete metadata.selfLink;
    stored.parsed = object;
    return stored;
  }

  /**
   * From bytes in the store that anybody may have written. `convert` answers the object as it is to be read, the same if it
   * is so already. What was parsed to look at it stays until {@link settle}; `found` is that, where it is there already.
   * @throws UnreadableObjectError when it is no object.
   */
  static fromForeignValue(
    key: string,
    value: Buffer,
    revision: number,
    convert: (object: KubeObject) => KubeObject = (object) => object,
    found = parseForeign(key, value),
  ): StoredObject {
    const object = convert(found);
    const isOurs = object === found && object.metadata?.resourceVersion === undefined && isCanonical(value);
    const stored = StoredObject.fromWritten(key, isOurs ? value : canonicalBytes(object), revision, object);
    stored.isConverted = object !== found;
    return stored;
  }

  /** Lets go of the parsed form unless somebody has asked for it: most objects are only ever sent on as bytes. */
  settle(): void {
    if (!this.isWanted) this.parsed = undefined;
  }

  /** From an object; a resourceVersion in it is ignored. */
  static fromObject(key: string, object: KubeObject, revision: number): StoredObject {
    return StoredObject.fromValue(key, canonicalBytes(object), revision);
  }

  /** The same content under another revision: an object that was deleted carries the revision of its deletion. */
  atRevision(revision: number): StoredObject {
    return new StoredObject(this.key, replaceResourceVersion(this.json, revision), revision);
  }

  get object(): KubeObject {
    if (!this.parsed || !this.isWanted) keepWarm(this, PARSED_FACTOR * this.json.length);
    else if (!isNoted(this)) keepWarm(this, 0);
    this.isWanted = true;
    return (this.parsed ??= parseStored(this.json));
  }

  /** The object for one look at it, after which it is not kept. */
  glance(): KubeObject {
    return this.parsed ?? parseStored(this.json);
  }

  /** {@link object} in steps, for who may come across a large one. */
  *read(): Steps<KubeObject> {
    if (!this.parsed && this.json.length >= LARGE_BYTES) {
      const object = yield* parseStoredSteps(this.json);
      this.parsed ??= object;
    }
    return this.object;
  }

  /** {@link copy} in steps. */
  copySteps(): Steps<KubeObject> {
    return parseStoredSteps(this.json);
  }

  /** A private deep copy, to be changed. */
  copy(): KubeObject {
    return parseStored(this.json);
  }

  /** The object in another wire format, encoded by the first caller and kept for the next. */
  encoding(format: string, encode: (stored: StoredObject) => Buffer): Buffer {
    const known = this.encodings?.get(format);
    if (known) {
      if (!isNoted(this)) keepWarm(this, 0);
      return known;
    }
    const made = encode(this);
    (this.encodings ??= new Map()).set(format, made);
    keepWarm(this, made.length);
    return made;
  }

  /** Whether the object is there in that wire format already. */
  hasEncoding(format: string): boolean {
    return this.encodings?.has(format) ?? false;
  }

  cool(): void {
    this.parsed = undefined;
    this.encodings = undefined;
  }
}
