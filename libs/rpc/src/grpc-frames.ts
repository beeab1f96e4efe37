const HEAD_BYTES = 5;

/** A message as gRPC sends it: not compressed, behind its length. */
export function frameOf(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEAD_BYTES + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, HEAD_BYTES);
  return frame;
}

/**
 * Finds messages in what comes, however it is cut. The function that is returned takes what has come and answers the messages
 * that are complete by then; they are parts of it. @throws Error for a message that is compressed, which nobody has asked for, or
 * has more bytes than that.
 */
export function createFrameReader(maxBytes = Infinity): (chunk: Buffer) => Buffer[] {
  let held: Buffer[] = [];
  let heldBytes = 0;
  /** Of the first message with its head, as soon as that is there. */
  let wanted = HEAD_BYTES;

  return (chunk) => {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < wanted) return [];
    const bytes = held.length === 1 ? chunk : Buffer.concat(held);
    const messages: Buffer[] = [];
    let at = 0;
    for (wanted = HEAD_BYTES; bytes.length - at >= HEAD_BYTES; at += wanted, wanted = HEAD_BYTES) {
      if (bytes[at] !== 0) throw new Error('the message is compressed');
      const length = bytes.readUInt32BE(at + 1);
      if (length > maxBytes) throw new Error(`the message has ${length} bytes, of ${maxBytes} at most`);
      wanted += length;
      if (bytes.length - at < wanted) break;
      messages.push(bytes.subarray(at + HEAD_BYTES, at + wanted));
    }
    held = at < bytes.length ? [bytes.subarray(at)] : [];
    heldBytes = bytes.length - at;
    return messages;
  };
}
