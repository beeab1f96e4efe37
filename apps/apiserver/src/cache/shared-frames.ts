import { isNoted, keepWarm, type StoredObject, type Warm } from '@kubets/store';

/**
 * A change as it is sent, made by the first stream that wants it in one form and kept for the others: while it is in use, for
 * changes stay for minutes, or until a hundred others of their resource came, and each frame holds on to more memory than it has bytes.
 */
export class SharedFrames implements Warm {
  usedIn = 0;
  private frames: Map<string, Buffer> | undefined;

  of(id: string, make: () => Buffer): Buffer {
    const known = this.frames?.get(id);
    if (known) {
      if (!isNoted(this)) keepWarm(this, 0);
      return known;
    }
    const frame = make();
    (this.frames ??= new Map()).set(id, frame);
    keepWarm(this, frame.length);
    return frame;
  }

  cool(): void {
    this.frames = undefined;
  }
}

/** Of fewer bytes every stream may have a frame of its own. */
const LARGE_BYTES = 64 * 1024;

const ofStates = new WeakMap<StoredObject, SharedFrames>();

/**
 * An object as streams begin with it. Of a large one they share the frame: it stays in memory until the last of them has taken
 * it, and hundreds of clients that take nothing would keep hundreds of copies.
 */
export function stateFrame(object: StoredObject, id: string, make: () => Buffer): Buffer {
  if (object.json.length < LARGE_BYTES) return make();
  let frames = ofStates.get(object);
  if (!frames) ofStates.set(object, (frames = new SharedFrames()));
  return frames.of(id, make);
}
