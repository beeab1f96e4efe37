import { addressAt, parseCidr, type Cidr } from '@kubets/net';

/** @throws Error naming the option and its value when it is no IPv4 network such as 10.201.0.0/24. */
export function networkOf(option: string, text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr || cidr.family !== 'IPv4')
    throw new Error(`--${option} ${JSON.stringify(text)}: an IPv4 network is wanted, such as 10.201.0.0/24`);
  return cidr;
}

/** The n-th address of a network. @throws Error naming the option when the network is too small. */
export function addressOf(option: string, text: string, n: number): string {
  try {
    return addressAt(networkOf(option, text), n);
  } catch (error) {
    if (error instanceof RangeError) throw new Error(`--${option} ${text} is too small: ${error.message}`);
    throw error;
  }
}
