const BLOCK = 512;

export interface TarFile {
  name: string;
  bytes: Buffer;
  /** Permissions. */
  mode?: number;
}

/** An archive of files in the format ustar, owned by root and of no time: the same files give the same bytes. Names have at most 100 bytes. */
export function tarOf(files: readonly TarFile[]): Buffer {
  const padding = (length: number) => Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
  return Buffer.concat([
    ...files.flatMap((file) => [headerOf(file), file.bytes, padding(file.bytes.length)]),
    Buffer.alloc(2 * BLOCK),
  ]);
}

function headerOf({ name, bytes, mode = 0o644 }: TarFile): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  header.write(name, 0, 100);
  header.write(octal(mode, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(bytes.length, 12), 124);
  header.write(octal(0, 12), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  return header;
}
