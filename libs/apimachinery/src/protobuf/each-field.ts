import { BinaryReader, type WireType } from '@bufbuild/protobuf/wire';

type Visit = (reader: BinaryReader, number: number, type: WireType) => boolean;

/** Hands every field to `visit`, and skips those that it does not read. */
export function eachField(bytes: Uint8Array, visit: Visit): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (!visit(reader, number, type)) reader.skip(type);
  }
}
