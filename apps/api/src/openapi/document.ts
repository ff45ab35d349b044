import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { problemTypes } from '../http/problem.js';
import { allCommandRoutes } from '../http/processes.js';
import { payloadSchema, type Schema } from '../http/shape-schema.js';

type Operation = { responses?: Record<string, unknown>; security?: unknown[]; requestBody?: unknown };

/**
 * The OpenAPI 3.1 document. Bodies of commands come from the law's own field tables, those of the few other routes from their classes; what is
 * true of every route (problems, nothing unknown taken) is said once over the finished document.
 */
export function createDocument(app: NestFastifyApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Tregua')
    .setDescription(
      'Case management for a Special Commission on ceasefire violations. Every error is an RFC 9457 problem; its types are listed in docs/problems.md. ' +
        'Instants are RFC 3339 in UTC. Each command answers with a receipt: the place of its entry in the chain.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/')
    .addCookieAuth('tregua', { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'machineToken')
    .build();
  const document = SwaggerModule.createDocument(app, builder);
  const schemas = {
    ...document.components?.schemas,
    ...commandSchemas(),
    Entered: enteredSchema,
    Problem: problemSchema,
    ProblemError: problemErrorSchema,
  } as Record<string, Schema>;
  for (const [name, schema] of Object.entries(schemas)) schemas[name] = closed(schema);
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const operation of Object.values(methods as Record<string, Operation>)) sayProblems(operation, path);
  }
  return sorted({ ...document, components: { ...document.components, schemas } }) as OpenAPIObject;
}

function commandSchemas(): Record<string, Schema> {
  return Object.fromEntries(allCommandRoutes.map(({ command, fields }) => [command, payloadSchema(fields)]));
}

/** Objects of ours take no other values than they name, unless they say what the others are. */
function closed(schema: Schema): Schema {
  if (schema['type'] !== 'object' || schema['additionalProperties'] !== undefined || schema['properties'] === undefined) return schema;
  return { ...schema, additionalProperties: false };
}

/** The problems once, for every operation: a client meets the same document everywhere. */
function sayProblems(operation: Operation, path: string): void {
  operation.responses ??= {};
  operation.responses['default'] ??= {
    description: 'A problem (RFC 9457).',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  const open = path.startsWith('/health') || path.startsWith('/api/v1/rulebooks') || path.startsWith('/api/v1/processes');
  operation.security ??= open ? [] : [{ session: [] }, { machineToken: [] }];
}

const HEX = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const place = { stream: { type: 'string' }, seq: { type: 'integer', minimum: 1 }, hash: HEX };

const enteredSchema: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'state', 'etag', 'receipt', 'entries'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    state: { type: 'string' },
    etag: {
      type: ['string', 'null'],
      description: 'The ETag after the command, as If-Match wants it; null where the command does not move it.',
    },
    receipt: {
      type: 'object',
      additionalProperties: false,
      required: ['stream', 'seq', 'hash', 'at', 'type'],
      properties: {
        ...place,
        at: { type: 'string', format: 'date-time' },
        type: { type: 'string' },
        note: {
          type: 'string',
          description:
            'The receipt as a signed note: keep it, it speaks for your entry without this server. GET /api/v1/receipts/… gives the proof in the log.',
        },
      },
    },
    entries: {
      type: 'array',
      description: 'Every entry that the command brought about, its own first.',
      items: { type: 'object', additionalProperties: false, required: ['stream', 'seq', 'hash'], properties: place },
    },
    unmet: {
      type: 'array',
      items: { $ref: '#/components/schemas/ProblemError' },
      description: 'A motion had its majority, but these conditions were not met.',
    },
  },
};

const problemSchema: Schema = {
  type: 'object',
  required: ['type', 'title', 'status', 'instance'],
  properties: {
    type: { type: 'string', format: 'uri-reference', enum: Object.keys(problemTypes).map((name) => `/problems#${name}`) },
    title: { type: 'string' },
    status: { type: 'integer' },
    instance: { type: 'string', description: 'The request id, as a URN.' },
    errors: { type: 'array', items: { $ref: '#/components/schemas/ProblemError' } },
  },
};

const problemErrorSchema: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['code', 'detail'],
  properties: {
    pointer: { type: 'string', description: 'RFC 6901 pointer into the body.' },
    parameter: { type: 'string', description: 'Name of a query value.' },
    header: { type: 'string', description: 'Name of a header.' },
    code: { type: 'string', description: 'Name of the rule or of the unmet condition: translate by it.' },
    detail: { type: 'string' },
    params: { type: 'object', description: 'Values for the sentence.' },
  },
};

/** Keys in order, so that the file changes only where the API does. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
