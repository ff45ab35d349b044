import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readEvidenceUrl } from './index.js';

const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret-canary' };
const read = (url: string, env: object = keys) => readEvidenceUrl({ EVIDENCE_URL: url, ...env }, 'home/evidence');

describe('EVIDENCE_URL', () => {
  it.each([
    ['', resolve('home/evidence')],
    ['file:/var/lib/tregua/evidence', '/var/lib/tregua/evidence'],
    ['file:///var/lib/tregua/evidence', '/var/lib/tregua/evidence'],
    ['file:here', resolve('here')],
  ])('"%s" is the folder %s', (url, folder) => {
    expect(read(url)).toEqual({ kind: 'file', folder });
  });

  it('is the folder that TREGUA_EVIDENCE names where it is absent', () => {
    expect(readEvidenceUrl({ TREGUA_EVIDENCE: '/elsewhere' }, 'home')).toEqual({ kind: 'file', folder: '/elsewhere' });
  });

  it('names bucket, prefix, server and region; the keys come from files or the environment', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tregua-keys-'));
    writeFileSync(join(folder, 'id'), 'from-file\n');
    writeFileSync(join(folder, 'secret'), 'secret-of-file\n');
    const files = { EVIDENCE_ACCESS_KEY_FILE: join(folder, 'id'), EVIDENCE_SECRET_KEY_FILE: join(folder, 'secret') };
    expect(read('s3://commission/tregua/2026?endpoint=http://store:9000&region=eu-west-3&pathStyle=1', files)).toEqual({
      kind: 's3',
      bucket: 'commission',
      prefix: 'tregua/2026/',
      endpoint: 'http://store:9000',
      region: 'eu-west-3',
      pathStyle: true,
      credentials: { accessKeyId: 'from-file', secretAccessKey: 'secret-of-file' },
    });
    expect(read('s3://commission')).toMatchObject({
      prefix: '',
      region: 'us-east-1',
      pathStyle: false,
      credentials: { accessKeyId: 'id' },
    });
    writeFileSync(join(folder, 'secret'), 'two\nlines');
    expect(() => read('s3://commission', files)).toThrow('EVIDENCE_SECRET_KEY_FILE');
    rmSync(folder, { recursive: true });
    expect(() => read('s3://commission', files)).toThrow('EVIDENCE_ACCESS_KEY_FILE: names a file that cannot be read (ENOENT)');
  });

  it.each([
    ['ftp://store/evidence', 'must begin with file: or s3://, and begins with ftp:'],
    ['evidence', 'must be an address'],
    ['file:', 'names no folder'],
    ['file://other-host/folder', 'names no folder of this machine'],
    ['s3://', 'names no bucket'],
    ['s3://Commission', 'names no bucket'],
    ['s3://id:secret-canary@commission', 'must hold no credentials'],
    ['s3://commission/a b', 'has a prefix'],
    ['s3://commission/../x?y=1', 'knows no "y"'],
    ['s3://commission?endpoint=store', 'endpoint must be an address'],
    ['s3://commission?endpoint=ftp://store', 'endpoint must be http:// or https://'],
    ['s3://commission?endpoint=https://id:key@store', 'endpoint must be http:// or https://'],
    ['s3://commission?pathStyle=yes', 'pathStyle must be 0 or 1'],
    ['s3://commission?region=Paris%20', 'region must be a name'],
  ])('refuses %s with the reason, and tells no key', (url, says) => {
    expect(() => read(url)).toThrow(says);
    expect(() => read(url)).toThrow('EVIDENCE_URL');
    expect(() => read(url)).not.toThrow('secret-canary');
  });

  it('refuses two places at once, and S3 without keys', () => {
    expect(() => read('s3://commission', { ...keys, TREGUA_EVIDENCE: '/x' })).toThrow('TREGUA_EVIDENCE');
    expect(() => read('s3://commission', {})).toThrow('EVIDENCE_ACCESS_KEY_FILE: must name a file');
  });
});
