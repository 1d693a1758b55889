// A time-stamping authority of strangers (RFC 3161): OpenSSL with keys of its own, in a folder of its own. Its replies are what a person would bring back.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const config = (digest: string): string => `[req]
distinguished_name=dn
prompt=no
[dn]
CN=x
[ca]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign
[stamps]
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
[other]
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,clientAuth
[tsa]
default_tsa=tsa1
[tsa1]
serial=serial
crypto_device=builtin
signer_cert=tsa.pem
certs=ca.pem
signer_key=tsa.key
signer_digest=${digest}
ess_cert_id_alg=${digest === 'sha1' ? 'sha1' : 'sha256'}
default_policy=1.2.3.4.1
other_policies=1.2.3.4.2
digests=sha256,sha384,sha512,sha1
accuracy=secs:1
`;

export type TestAuthority = {
  folder: string;
  /** The certificate of its root, for `openssl ts -verify -CAfile`. */
  ca: string;
  /** Answers a request (the bytes of a .tsq) as it would on the network. */
  reply(query: Uint8Array): Buffer;
  /** Answers for a text, with another digest, or without its certificate. */
  stamp(text: string, options?: { digest?: string; isBare?: boolean }): Buffer;
  /** What a time-stamp of a text says, signed once more: by a certificate for something else, or otherwise than OpenSSL's authority can. */
  resigned(text: string, by: { certificate: 'tsa' | 'other'; options?: readonly string[] }): Buffer;
  openssl(...args: string[]): string;
  remove(): void;
};

/** `key`: what `openssl genpkey` takes. `digest` is what it signs. */
export function aTimeStampAuthority({ name = 'Ostrava Stamps', key = ['RSA', 'rsa_keygen_bits:2048'], digest = 'sha256' }: { name?: string; key?: [algorithm: string, option: string]; digest?: string } = {}): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'gavel-tsa-'));
  const openssl = (...args: string[]): string => execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  writeFileSync(join(folder, 'tsa.cnf'), config(digest));
  writeFileSync(join(folder, 'serial'), '01\n');
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'ca.key');
  openssl('req', '-x509', '-new', '-key', 'ca.key', '-subj', `/O=${name}/CN=${name} Root`, '-days', '3650', '-config', 'tsa.cnf', '-extensions', 'ca', '-out', 'ca.pem');
  const certify = (as: string, extensions: string): void => {
    openssl('genpkey', '-algorithm', key[0], '-pkeyopt', key[1], '-out', `${as}.key`);
    openssl('req', '-new', '-key', `${as}.key`, '-subj', `/O=${name}/CN=${name}`, '-config', 'tsa.cnf', '-out', `${as}.csr`);
    openssl('x509', '-req', '-in', `${as}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '3650', '-extfile', 'tsa.cnf', '-extensions', extensions, '-out', `${as}.pem`);
  };
  certify('tsa', 'stamps');
  const at = (file: string): string => join(folder, file);
  const reply = (query: Uint8Array): Buffer => {
    writeFileSync(at('query.tsq'), query);
    openssl('ts', '-reply', '-queryfile', 'query.tsq', '-config', 'tsa.cnf', '-out', 'reply.tsr');
    return readFileSync(at('reply.tsr'));
  };
  const stamp: TestAuthority['stamp'] = (text, { digest: imprint = 'sha256', isBare = false } = {}) => {
    writeFileSync(at('data.txt'), text);
    openssl('ts', '-query', '-data', 'data.txt', `-${imprint}`, ...(isBare ? [] : ['-cert']), '-no_nonce', '-out', 'asked.tsq');
    return reply(readFileSync(at('asked.tsq')));
  };
  return {
    folder, ca: at('ca.pem'), openssl, reply, stamp,
    resigned: (text, { certificate, options = [] }) => {
      stamp(text);
      if (certificate === 'other') certify('other', 'other');
      openssl('ts', '-reply', '-in', 'reply.tsr', '-token_out', '-out', 'token.der');
      openssl('cms', '-verify', '-noverify', '-inform', 'DER', '-in', 'token.der', '-out', 'said.der');
      openssl('cms', '-sign', '-nodetach', '-binary', '-cades', '-econtent_type', '1.2.840.113549.1.9.16.1.4', '-in', 'said.der', '-signer', `${certificate}.pem`, '-inkey', `${certificate}.key`, ...options, '-outform', 'DER', '-out', 'again.der');
      return granted(readFileSync(at('again.der')));
    },
    remove: () => { rmSync(folder, { recursive: true, force: true }); },
  };
}

/** A token in a reply that says it was granted. */
export function granted(token: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from('3003020100', 'hex'), token]);
  return Buffer.concat([Buffer.from([0x30, 0x82, body.length >> 8, body.length & 0xff]), body]);
}
