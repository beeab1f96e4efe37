import type { IncomingHttpHeaders } from 'node:http2';

const BINARY = /-bin$/;

/** What a call came to that has no answer: gRPC's code, and what the server says with it. */
export class GrpcError extends Error {
  readonly details: string;

  constructor(
    readonly code: number,
    details: string,
    private readonly trailers: IncomingHttpHeaders = {},
    options?: ErrorOptions,
  ) {
    super(details, options);
    this.name = 'GrpcError';
    this.details = details;
  }

  /** A trailer of the answer; the bytes of one whose name ends in `-bin`. */
  trailer(name: string): string | Buffer | undefined {
    const value = this.trailers[name];
    const text = Array.isArray(value) ? value[0] : value;
    return text !== undefined && BINARY.test(name) ? Buffer.from(text, 'base64') : text;
  }
}
