/** A message with its length in front, as it travels over TCP. */
export function frame(message: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(message.length + 2);
  framed.writeUInt16BE(message.length, 0);
  message.copy(framed, 2);
  return framed;
}

export interface FrameReader {
  /** Takes what arrives and returns the messages that are complete by it. */
  read(chunk: Buffer): Buffer[];
  /** Whether a message has begun and is not complete. */
  hasPart(): boolean;
}

/** Each byte is copied a few times at most, in however small pieces it comes; no more is held than one message and a chunk. */
export function createFrameReader(): FrameReader {
  let held = Buffer.alloc(0);
  let size = 0;

  function append(chunk: Buffer): Buffer {
    if (size === 0) return chunk;
    if (held.length < size + chunk.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * held.length, size + chunk.length));
      held.copy(larger, 0, 0, size);
      held = larger;
    }
    chunk.copy(held, size);
    return held.subarray(0, size + chunk.length);
  }

  return {
    hasPart: () => size > 0,
    read(chunk) {
      const bytes = append(chunk);
      const messages: Buffer[] = [];
      let at = 0;
      while (bytes.length - at >= 2) {
        const end = at + 2 + bytes.readUInt16BE(at);
        if (end > bytes.length) break;
        messages.push(bytes.subarray(at + 2, end));
        at = end;
      }
      // Messages still look into the old buffer, and a rest of nothing keeps none.
      if (size === 0 || at > 0) held = Buffer.from(bytes.subarray(at));
      size = bytes.length - at;
      return messages;
    },
  };
}
