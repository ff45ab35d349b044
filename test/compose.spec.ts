import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv, type AnySchema } from 'ajv';
import addFormats from 'ajv-formats';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { readEvidenceUrl } from '@tregua/evidence-store';

const root = resolve(import.meta.dirname, '..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly command?: string | readonly string[];
  readonly entrypoint?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: { readonly replicas: number };
  readonly healthcheck?: object;
  readonly user?: string;
  readonly read_only?: boolean;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, null>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

const compose = load(text('docker/compose.yaml'), { schema: YAML11_SCHEMA }) as Compose;
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);
/** Every TypeScript file of the programs, as one text: a setting that none of them reads is a mistake of the compose file. */
const sources = ['apps', 'libs']
  .flatMap((room) => readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .map(text)
  .join('\n');

describe('docker/compose.yaml', () => {
  it('is what the Compose Specification says', () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    // Its own name of draft 7 has https, where the draft has http.
    const { $schema: _, ...schema } = JSON.parse(text('test/vectors/compose-spec.json')) as Record<string, unknown>;
    const isCompose = ajv.compile(schema as AnySchema);
    expect({ valid: isCompose(compose), errors: isCompose.errors }).toEqual({ valid: true, errors: null });
    expect(isCompose({ services: { api: { imago: 'tregua' } } })).toBe(false);
  });

  it('has two of what must outlive the other, and everything that they need', () => {
    expect(services.map(([name]) => name).sort()).toEqual([
      'api',
      'evidence',
      'mail',
      'migrate',
      'postgres',
      'proxy',
      'redis',
      'signer',
      'worker',
    ]);
    expect([compose.services['api']?.deploy?.replicas, compose.services['worker']?.deploy?.replicas]).toEqual([2, 2]);
    const redis = String(compose.services['redis']?.command);
    for (const flag of ['--appendonly yes', '--maxmemory-policy noeviction', '--requirepass']) expect(redis).toContain(flag);
    for (const name of ['postgres', 'redis', 'evidence', 'api', 'worker']) expect(compose.services[name]?.healthcheck).toBeDefined();
  });

  it.each(services)('names only what there is: %s', (_, service) => {
    const known = (of: object, names: readonly string[]): string[] => names.filter((name) => !(name in of));
    expect(known(compose.secrets, service.secrets ?? [])).toEqual([]);
    expect(known(compose.networks, service.networks ?? [])).toEqual([]);
    expect(known(compose.services, Object.keys(service.depends_on ?? {}))).toEqual([]);
    const mounts = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');
    expect(
      known(
        compose.volumes,
        mounts.filter((mount) => !mount.startsWith('.')),
      ),
    ).toEqual([]);
    for (const file of mounts.filter((mount) => mount.startsWith('.'))) expect(existsSync(join(root, 'docker', file))).toBe(true);
  });

  it.each(ours)('sets nothing that no program reads, and no secret: %s', (_, { environment = {}, secrets = [], read_only: readOnly }) => {
    for (const [name, value] of Object.entries(environment)) {
      expect(sources).toContain(name);
      expect(typeof value).toBe('string');
      expect(value).not.toMatch(/:\/\/[^/]*:[^/]*@/);
      const secret = /^\/run\/secrets\/(.+)$/.exec(value)?.[1];
      if (secret !== undefined) expect(secrets).toContain(secret);
    }
    expect(readOnly).toBe(true);
  });

  it('opens to the world the proxy alone, and shows caught mail to this computer', () => {
    const opened = services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`));
    expect(opened).toEqual(['proxy 80:80', 'proxy 443:443', 'mail 127.0.0.1:8025:8025']);
    expect(compose.networks['inside']?.internal).toBe(true);
    for (const name of ['postgres', 'redis', 'evidence', 'signer', 'api', 'migrate'])
      expect(compose.services[name]?.networks).toEqual(['inside']);
  });

  it('keeps evidence in a bucket that its programs can name: in the compose file just as they read it', () => {
    const { EVIDENCE_URL: url = '', AWS_ACCESS_KEY_ID: id = '' } = compose.services['api']?.environment ?? {};
    const given = (value: string): string => /^\$\{\w+:-(.*)\}$/.exec(value)?.[1] ?? value;
    const address = readEvidenceUrl({ EVIDENCE_URL: given(url), AWS_ACCESS_KEY_ID: given(id), AWS_SECRET_ACCESS_KEY: 'x' }, '');
    expect(address).toMatchObject({ kind: 's3', bucket: 'evidence', prefix: 'tregua/', endpoint: 'http://evidence:7070', pathStyle: true });
    const { environment = {}, healthcheck, secrets } = compose.services['evidence'] as Service;
    expect([environment['ROOT_ACCESS_KEY'], environment['VGW_PORT'], secrets]).toEqual([id, ':7070', ['evidence_password']]);
    expect(JSON.stringify(healthcheck)).toContain(`http://127.0.0.1:7070${environment['VGW_HEALTH']}`);
    for (const name of ['api', 'worker', 'migrate']) expect(compose.services[name]?.secrets).toContain('evidence_password');
  });

  it('starts programs that are built, from files that are in the image', () => {
    const dockerfile = text('docker/Dockerfile');
    for (const file of ['addresses', 'administer', 'build.sh']) {
      expect(dockerfile).toContain(`docker/${file}`);
      expect(existsSync(join(root, 'docker', file))).toBe(true);
    }
    const scripts = [text('docker/administer'), ...ours.map(([, { command = '' }]) => String(command))].join('\n');
    const programs = [...scripts.matchAll(/dist\/(\S+)\.js/g)].map(([, program]) => program ?? '');
    expect(programs.length).toBe(4);
    for (const program of programs) expect(existsSync(join(root, `${program}.ts`))).toBe(true);
    for (const [, secret] of `${text('docker/addresses')}${text('docker/administer')}`.matchAll(/\/run\/secrets\/(\w+)/g))
      expect(Object.keys(compose.secrets)).toContain(secret);
  });
});
