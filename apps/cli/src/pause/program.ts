/**
 * The program of a pod's sandbox, of a few instructions of each processor: it takes children that have lost their parents (in a
 * shared process namespace it is their init) by ignoring SIGCHLD, and waits for SIGINT or SIGTERM, upon which it ends well.
 * Both signals are blocked, for of an unblocked one that has no handler an init hears nothing.
 */
export interface Program {
  /** `e_machine` of the ELF format. */
  machine: number;
  /** Position-independent; it finds its data behind itself. */
  code: Buffer;
}

/** `struct sigaction` of the kernel: SIG_IGN, and no flags, restorer or mask; then the set of signals 2 and 15. */
const DATA = Buffer.from(`01${'00'.repeat(31)}0240${'00'.repeat(6)}`, 'hex');
const IGNORE = 0;
const SIGNALS = 32;

/** By Node.js' name of the processor. */
export const PROGRAMS: Readonly<Partial<Record<string, Program>>> = {
  x64: { machine: 62, code: x64() },
  arm64: { machine: 183, code: arm64() },
};

function x64(): Buffer {
  const END = 72;
  const data = (offset: number, after: number) => int32(END + offset - after);
  return Buffer.concat([
    bytes('b80d000000'), //             mov eax, 13             rt_sigaction(SIGCHLD, ignore, 0, 8)
    bytes('bf11000000'), //             mov edi, 17
    bytes('488d35', data(IGNORE, 17)), // lea rsi, [ignore]
    bytes('31d2'), //                   xor edx, edx
    bytes('41ba08000000'), //           mov r10d, 8
    bytes('0f05'), //                   syscall
    bytes('b80e000000'), //             mov eax, 14             rt_sigprocmask(SIG_BLOCK, signals, 0, 8)
    bytes('31ff'), //                   xor edi, edi
    bytes('488d35', data(SIGNALS, 41)), // lea rsi, [signals]
    bytes('0f05'), //                   syscall
    bytes('b880000000'), //       wait: mov eax, 128            rt_sigtimedwait(signals, 0, 0, 8)
    bytes('488d3d', data(SIGNALS, 55)), // lea rdi, [signals]
    bytes('31f6'), //                   xor esi, esi
    bytes('0f05'), //                   syscall
    bytes('85c0'), //                   test eax, eax
    bytes('78ec'), //                   js wait
    bytes('b83c000000'), //             mov eax, 60             exit(0)
    bytes('31ff'), //                   xor edi, edi
    bytes('0f05'), //                   syscall
    DATA,
  ]);
}

function arm64(): Buffer {
  const END = 72;
  const word = (value: number) => {
    const buffer = Buffer.alloc(4);
    buffer.writeUInt32LE(value >>> 0);
    return buffer;
  };
  const mov = (register: number, value: number) => word(0xd2800000 | (value << 5) | register);
  const adr = (register: number, from: number, offset: number) =>
    word(0x10000000 | (((END + offset - from) >> 2) << 5) | register);
  const svc = () => word(0xd4000001);
  const tbnz31 = (register: number, words: number) => word(0x37f80000 | ((words & 0x3fff) << 5) | register);
  return Buffer.concat([
    ...[mov(8, 134), mov(0, 17), adr(1, 8, IGNORE), mov(2, 0), mov(3, 8), svc()], // rt_sigaction
    ...[mov(8, 135), mov(0, 0), adr(1, 32, SIGNALS), svc()], // rt_sigprocmask
    ...[mov(8, 137), adr(0, 44, SIGNALS), mov(1, 0), svc(), tbnz31(0, -4)], // rt_sigtimedwait, again after an error
    ...[mov(8, 93), mov(0, 0), svc()], // exit
    DATA,
  ]);
}

function int32(value: number): string {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  return buffer.toString('hex');
}

function bytes(...hex: string[]): Buffer {
  return Buffer.from(hex.join(''), 'hex');
}
