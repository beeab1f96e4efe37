import { isNoted, keepWarm, type Warm } from '@kubets/store';

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
