import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An authority of RFC 3161 for tests: `openssl ts` behind HTTP. */
export class TestAuthority {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tregua-tsa-'));
  private readonly server: Server = createServer((request, response) => {
    void readAll(request).then((query) => {
      this.asked += 1;
      const answer = this.answer(query);
      response.writeHead(answer === undefined ? 500 : 200, { 'content-type': 'application/timestamp-reply' }).end(answer);
    });
  });
  asked = 0;
  url = '';
  /** Changes what is answered. */
  spoil: (answer: Buffer) => Buffer | undefined = (answer) => answer;

  async start(): Promise<this> {
    const { folder } = this;
    const openssl = (...words: string[]): void => void execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
    writeFileSync(join(folder, 'tsa.cnf'), CONFIG);
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '30',
      '-subj',
      '/CN=Authority for tests',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-config',
      'tsa.cnf',
      '-extensions',
      'ca',
    );
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=Stamps for tests',
      '-keyout',
      'tsa.key',
      '-out',
      'tsa.csr',
      '-config',
      'tsa.cnf',
    );
    openssl(
      'x509',
      '-req',
      '-in',
      'tsa.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '30',
      '-out',
      'tsa.pem',
      '-extfile',
      'tsa.cnf',
      '-extensions',
      'tsa',
    );
    writeFileSync(join(folder, 'serial'), '01\n');
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
    return this;
  }

  get certificates(): string {
    return readFileSync(join(this.folder, 'ca.pem'), 'utf8');
  }

  /** What openssl itself says of a token over these bytes. */
  verifies(token: Uint8Array, text: string): boolean {
    writeFileSync(join(this.folder, 'token.tsr'), token);
    writeFileSync(join(this.folder, 'text'), text);
    try {
      execFileSync('openssl', ['ts', '-verify', '-in', 'token.tsr', '-data', 'text', '-CAfile', 'ca.pem'], {
        cwd: this.folder,
        stdio: 'ignore',
      });
      return true;
    } catch {
      return false;
    }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private answer(query: Buffer): Buffer | undefined {
    writeFileSync(join(this.folder, 'query.tsq'), query);
    execFileSync('openssl', ['ts', '-reply', '-queryfile', 'query.tsq', '-config', 'tsa.cnf', '-section', 'stamps', '-out', 'reply.tsr'], {
      cwd: this.folder,
      stdio: 'ignore',
    });
    return this.spoil(readFileSync(join(this.folder, 'reply.tsr')));
  }
}

const CONFIG = `
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Tests
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[stamps]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
certs = ca.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
