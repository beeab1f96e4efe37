/** Numbers of the wire format (RFC 1035, 3596, 2782, 6891, 8482). */
export const RECORD_TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  ANY: 255,
} as const;
export const CLASS_IN = 1;
export const CLASS_ANY = 255;

export const RCODE = { noError: 0, formErr: 1, servFail: 2, nxDomain: 3, notImp: 4, refused: 5, badVers: 16 } as const;

/** Bits of the header's flags. */
export const FLAG = {
  response: 0x8000,
  authoritative: 0x0400,
  truncated: 0x0200,
  recursionDesired: 0x0100,
  recursionAvailable: 0x0080,
  authenticData: 0x0020,
  checkingDisabled: 0x0010,
} as const;
export const OPCODE_MASK = 0x7800;
export const RCODE_MASK = 0x000f;

export const HEADER_BYTES = 12;
/** A compression pointer to the question's name, which always follows the header. */
export const QUESTION_POINTER = 0xc000 | HEADER_BYTES;
/** The largest UDP message offered and sent: what passes every path without fragments. */
export const LARGEST_UDP_BYTES = 1232;
/** The largest UDP message to a client without EDNS. */
export const PLAIN_UDP_BYTES = 512;

/** Names of record types, for log lines and metrics. */
export const typeName: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(RECORD_TYPE).map(([name, number]) => [number, name]),
);
