import type { Program } from './program';

const LOAD_ADDRESS = 0x400000n;
const FILE_HEADER = 64;
const PROGRAM_HEADER = 56;
const PAGE = 0x1000n;

/** A statically linked executable in the ELF format with one segment, which is read and run: headers, then the code, where it begins. */
export function executableOf({ machine, code }: Program): Buffer {
  const headers = FILE_HEADER + PROGRAM_HEADER;
  const size = BigInt(headers + code.length);
  const header = Buffer.alloc(headers);
  // Magic, 64 bit, little endian, version 1.
  header.set([0x7f, ...Buffer.from('ELF'), 2, 1, 1]);
  header.writeUInt16LE(2, 16); // executable
  header.writeUInt16LE(machine, 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(LOAD_ADDRESS + BigInt(headers), 24); // entry
  header.writeBigUInt64LE(BigInt(FILE_HEADER), 32); // where program headers are
  header.writeUInt16LE(FILE_HEADER, 52);
  header.writeUInt16LE(PROGRAM_HEADER, 54);
  header.writeUInt16LE(1, 56);
  const segment = header.subarray(FILE_HEADER);
  segment.writeUInt32LE(1, 0); // load
  segment.writeUInt32LE(4 | 1, 4); // read, execute
  segment.writeBigUInt64LE(LOAD_ADDRESS, 16);
  segment.writeBigUInt64LE(LOAD_ADDRESS, 24);
  segment.writeBigUInt64LE(size, 32);
  segment.writeBigUInt64LE(size, 40);
  segment.writeBigUInt64LE(PAGE, 48);
  return Buffer.concat([header, code]);
}
