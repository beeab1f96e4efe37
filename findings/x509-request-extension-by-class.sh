#!/usr/bin/env bash
# @peculiar/x509 2.2.0: getExtension takes an OID or a class, and answers by class for a certificate, but null for a certificate request that has
# the same extension; by OID it is found in both. So a signer that asks for a request's alternative names by class signs without them.
#
# Seen: certificate by class: true, by OID: true  request by class: false, by OID: true
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"

npm init -y > /dev/null
npm install --silent --no-audit --no-fund --save-exact @peculiar/x509@2.2.0 reflect-metadata@0.2.2 > /dev/null
cat > main.cjs <<'JS'
require('reflect-metadata');
const x509 = require('@peculiar/x509');

(async () => {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const extensions = [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'a.example' }])];
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({ name: 'CN=a', keys, signingAlgorithm, extensions });
  const made = await x509.Pkcs10CertificateRequestGenerator.create({ name: 'CN=a', keys, signingAlgorithm, extensions });
  const request = new x509.Pkcs10CertificateRequest(made.rawData);
  for (const [name, value] of Object.entries({ certificate: new x509.X509Certificate(certificate.rawData), request }))
    console.log(name, !!value.getExtension(x509.SubjectAlternativeNameExtension), !!value.getExtension('2.5.29.17'));
})();
JS
seen=$(node main.cjs)
echo "$seen"
[ "$seen" = "certificate true true
request false true" ]
