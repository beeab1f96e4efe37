import { outcome } from '../testing';

// As Kubernetes 1.37 answers.
test.each<[text: string, outcome: string]>([
  ['type(ip("1.1.1.1"))', 'type net.IP'],
  ['ip("1.2.3.4").family()', '4'],
  ['ip("::1").family()', '6'],
  [
    'ip("1.2.3")',
    'error: IP Address "1.2.3" parse error during conversion from string: ParseAddr("1.2.3"): IPv4 address too short',
  ],
  [
    'ip("01.2.3.4")',
    'error: IP Address "01.2.3.4" parse error during conversion from string: ParseAddr("01.2.3.4"): IPv4 field has octet with leading zero',
  ],
  ['ip("::ffff:1.2.3.4")', 'error: IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed'],
  ['ip("fe80::1%eth0")', 'error: IP address "fe80::1%eth0" with zone value is not allowed'],
  ['ip("")', 'error: IP Address "" parse error during conversion from string: ParseAddr(""): unable to parse IP'],
  ['string(ip("2001:DB8::0:1"))', '"2001:db8::1"'],
  ['ip.isCanonical("2001:db8::1")', 'true'],
  ['ip.isCanonical("2001:DB8::1")', 'false'],
  [
    'ip.isCanonical("x")',
    'error: IP Address "x" parse error during conversion from string: ParseAddr("x"): unable to parse IP',
  ],
  ['ip("127.0.0.1").isLoopback()', 'true'],
  ['ip("0.0.0.0").isUnspecified()', 'true'],
  ['ip("224.0.0.1").isLinkLocalMulticast()', 'true'],
  ['ip("169.254.1.1").isLinkLocalUnicast()', 'true'],
  ['ip("10.0.0.1").isGlobalUnicast()', 'true'],
  ['ip("255.255.255.255").isGlobalUnicast()', 'false'],
  ['ip("224.0.0.1").isGlobalUnicast()', 'false'],
  ['ip("ff12::1").isLinkLocalMulticast()', 'true'],
  ['ip("fe80::1").isGlobalUnicast()', 'false'],
  ['ip("1.2.3.4") == ip("1.2.3.4")', 'true'],
  ['isIP("1.2.3.4")', 'true'],
  ['isIP("x")', 'false'],
  ['isIP("::ffff:1.2.3.4")', 'false'],
  ['isIP("1.2.3.4/8")', 'false'],
  ['cidr("10.0.0.0/8").containsIP("10.1.2.3")', 'true'],
  ['cidr("10.0.0.0/8").containsIP(ip("11.1.2.3"))', 'false'],
  ['cidr("10.0.0.0/8").containsCIDR("10.1.0.0/16")', 'true'],
  ['cidr("10.1.0.0/16").containsCIDR(cidr("10.0.0.0/8"))', 'false'],
  [
    'cidr("10.0.0.0/8").containsCIDR("x")',
    'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("x"): no \'/\'',
  ],
  ['cidr("10.1.2.3/8").ip()', 'net.IP'],
  ['string(cidr("10.1.2.3/8"))', '"10.1.2.3/8"'],
  ['string(cidr("10.1.2.3/8").masked())', '"10.0.0.0/8"'],
  ['cidr("10.1.2.3/8").prefixLength()', '8'],
  ['cidr("10.1.2.3/8") == cidr("10.0.0.0/8")', 'false'],
  [
    'cidr("10.1.2.3/33")',
    'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("10.1.2.3/33"): prefix length out of range',
  ],
  [
    'cidr("10.1.2.3")',
    'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("10.1.2.3"): no \'/\'',
  ],
  [
    'cidr("10.1.2.3/08")',
    'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("10.1.2.3/08"): bad bits after slash: "08"',
  ],
  [
    'cidr("::ffff:1.2.3.4/100")',
    'error: network address parse error during conversion from string: IPv4-mapped IPv6 address "::ffff:1.2.3.4/100" is not allowed',
  ],
  ['cidr("::/0").containsIP("1.2.3.4")', 'false'],
  ['isCIDR("10.0.0.0/8")', 'true'],
  ['isCIDR("10.0.0.0")', 'false'],
  ['isCIDR("10.0.0.1/8")', 'true'],
  [
    'ip(s)',
    'error: IP Address "text" parse error during conversion from string: ParseAddr("text"): unable to parse IP',
  ],
  [
    'cidr(s)',
    'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("text"): no \'/\'',
  ],
  ['ip.isCanonical("::ffff:1.2.3.4")', 'error: IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed'],
  ['isCIDR("::ffff:1.2.3.4/100")', 'false'],
  [
    'ip("1.2.3.256")',
    'error: IP Address "1.2.3.256" parse error during conversion from string: ParseAddr("1.2.3.256"): IPv4 field has value >255',
  ],
  [
    'ip("1.2.3.4.5")',
    'error: IP Address "1.2.3.4.5" parse error during conversion from string: ParseAddr("1.2.3.4.5"): IPv4 address too long',
  ],
  [
    'ip("1.2.3.x")',
    'error: IP Address "1.2.3.x" parse error during conversion from string: ParseAddr("1.2.3.x"): unexpected character (at "x")',
  ],
  [
    'ip("1.2..3")',
    'error: IP Address "1.2..3" parse error during conversion from string: ParseAddr("1.2..3"): IPv4 field must have at least one digit (at ".3")',
  ],
  [
    'ip("1.2.3.")',
    'error: IP Address "1.2.3." parse error during conversion from string: ParseAddr("1.2.3."): IPv4 field must have at least one digit (at ".")',
  ],
  [
    'cidr("x/8")',
    'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("x/8"): ParseAddr("x"): unable to parse IP',
  ],
  [
    'cidr("10.0.0.0/")',
    'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("10.0.0.0/"): bad bits after slash: ""',
  ],
  [
    'cidr("10.0.0.0/a")',
    'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("10.0.0.0/a"): bad bits after slash: "a"',
  ],
  [
    'cidr("10.0.0.0/-1")',
    'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("10.0.0.0/-1"): bad bits after slash: "-1"',
  ],
  [
    'cidr("fe80::%a/64")',
    'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("fe80::%a/64"): IPv6 zones cannot be present in a prefix',
  ],
  [
    'cidr("::/129")',
    'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("::/129"): prefix length out of range',
  ],
  [
    'cidr("1.2.3/8")',
    'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("1.2.3/8"): ParseAddr("1.2.3"): IPv4 address too short',
  ],
])('%s: %s', (text, expected) => expect(outcome(text)).toBe(expected));
