import { randomUUID } from 'node:crypto';
import { ORIGIN } from './support/test-api.js';
import { openCase, shelling, startWorld, type World } from './support/world.js';

type Named = { pointer?: string; parameter?: string; header?: string; code: string };
type Ask = {
  method?: 'POST' | 'GET' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  by?: string;
  headers?: Record<string, string | undefined>;
  payload?: unknown;
};
type Row = readonly [what: string, ask: (at: Places) => Ask, status: number, problem: string, names?: Named];

/** Things that the rows are about. */
interface Places {
  readonly blank: string;
  readonly blankEtag: string;
  readonly draft: string;
  readonly draftEtag: string;
  readonly verified: string;
  readonly verifiedEtag: string;
  /** Verified reports of acts that the agreement does not cover: their ETag is that of the other. */
  readonly early: string;
  readonly outside: string;
  readonly case: string;
  readonly caseEtag: string;
}

const REPORTS = '/api/v1/reports';
const UNKNOWN = '0190a1b2-0000-7000-8000-00000000dead';
const USED_KEY = 'used-key-0001';

/** Files a report with something changed in its content. */
const filing = (change: object) => (): Ask => ({ url: REPORTS, payload: { content: shelling(Date.now(), change) } });
/** Gives a command on the case. */
const onCase =
  (command: string, payload: unknown, by = 'registrar', headers: Record<string, string | undefined> = {}) =>
  (at: Places): Ask => ({ url: `/api/v1/cases/${at.case}/${command}`, by, payload, headers: { 'if-match': at.caseEtag, ...headers } });
const onVerified =
  (command: string, payload: unknown, by = 'registrar', headers: Record<string, string | undefined> = {}) =>
  (at: Places): Ask => ({ url: `${REPORTS}/${at.verified}/${command}`, by, payload, headers: { 'if-match': at.verifiedEtag, ...headers } });
const raw =
  (payload: string | Buffer, type = 'application/json') =>
  (): Ask => ({ url: REPORTS, payload, headers: { 'content-type': type } });

const rows: readonly Row[] = [
  // The body as such
  ['bad JSON', raw('{"content": '), 400, 'body-is-not-json'],
  ['an empty body that says it is JSON', raw(''), 400, 'body-is-not-json'],
  ['text that is no UTF-8', raw(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), 400, 'body-is-not-json'],
  ['__proto__ in the body', raw('{"__proto__": {"x": 1}}'), 400, 'body-is-not-json'],
  ['a bare list', raw('[]'), 400, 'shape-is-wrong', { pointer: '', code: 'isGroup' }],
  ['null', raw('null'), 400, 'shape-is-wrong', { pointer: '', code: 'isGroup' }],
  ['a bare number', raw('7'), 400, 'shape-is-wrong', { pointer: '', code: 'isGroup' }],
  ['a bare text', raw('"content"'), 400, 'shape-is-wrong', { pointer: '', code: 'isGroup' }],
  ['more than 64 KiB', raw(JSON.stringify({ content: { narrative: 'x'.repeat(70_000) } })), 413, 'body-is-too-large'],
  ['text/plain', raw('{}', 'text/plain'), 415, 'media-type-is-not-taken'],
  ['a form', raw('content=x', 'application/x-www-form-urlencoded'), 415, 'media-type-is-not-taken'],
  ['a form of files', raw('--x--', 'multipart/form-data; boundary=x'), 415, 'media-type-is-not-taken'],
  ['XML', raw('<content/>', 'application/xml'), 415, 'media-type-is-not-taken'],
  ['nested too deep for any field', raw(`{"content": ${'['.repeat(5000)}${']'.repeat(5000)}}`), 400, 'shape-is-wrong', { pointer: '', code: 'isShallow' }],
  // Values of the wrong shape
  ['a value that nobody knows', () => ({ url: REPORTS, payload: { colour: 'red' } }), 400, 'shape-is-wrong', { pointer: '/colour', code: 'isKnown' }],
  ['a nested value that nobody knows', filing({ colour: 'red' }), 400, 'shape-is-wrong', { pointer: '/content/colour', code: 'isKnown' }],
  ['a key that must be escaped in a pointer', () => ({ url: REPORTS, payload: { 'a/b~c': 1 } }), 400, 'shape-is-wrong', { pointer: '/a~1b~0c', code: 'isKnown' }],
  ['"constructor" as a key', () => ({ url: REPORTS, payload: JSON.stringify({ constructor: 1 }), headers: { 'content-type': 'application/json' } }), 400, 'shape-is-wrong', { pointer: '/constructor', code: 'isKnown' }],
  ['a list where a group belongs', () => ({ url: REPORTS, payload: { content: [] } }), 400, 'shape-is-wrong', { pointer: '/content', code: 'isGroup' }],
  ['null where a group belongs', () => ({ url: REPORTS, payload: { content: null } }), 400, 'shape-is-wrong', { pointer: '/content', code: 'isGroup' }],
  ['a list in a list', filing({ codes: [['K3']] }), 400, 'shape-is-wrong', { pointer: '/content/codes/0', code: 'isCode' }],
  ['a text where a list belongs', filing({ codes: 'K3' }), 400, 'shape-is-wrong', { pointer: '/content/codes', code: 'isList' }],
  ['too many codes', filing({ codes: Array.from({ length: 9 }, () => 'K3') }), 400, 'shape-is-wrong', { pointer: '/content/codes', code: 'hasRightLength' }],
  ['a code that the rulebook has not', filing({ codes: ['ZZ9'] }), 400, 'shape-is-wrong', { pointer: '/content/codes/0', code: 'isCode' }],
  ['a number as a code', filing({ codes: [3] }), 400, 'shape-is-wrong', { pointer: '/content/codes/0', code: 'isCode' }],
  ['a flag as a text', filing({ ongoing: 'yes' }), 400, 'shape-is-wrong', { pointer: '/content/ongoing', code: 'isFlag' }],
  ['a number as a text', filing({ narrative: 12 }), 400, 'shape-is-wrong', { pointer: '/content/narrative', code: 'isText' }],
  ['an empty text', filing({ narrative: '' }), 400, 'shape-is-wrong', { pointer: '/content/narrative', code: 'isText' }],
  ['a text of blanks', filing({ narrative: ' \n ' }), 400, 'shape-is-wrong', { pointer: '/content/narrative', code: 'isText' }],
  ['a text that is too long', filing({ narrative: 'x'.repeat(20_001) }), 400, 'shape-is-wrong', { pointer: '/content/narrative', code: 'isText' }],
  ['a text with a null character', filing({ narrative: 'a\u0000b' }), 400, 'shape-is-wrong', { pointer: '/content/narrative', code: 'isText' }],
  ['a text with half a character', filing({ narrative: 'a\ud800b' }), 400, 'shape-is-wrong', { pointer: '/content/narrative', code: 'isText' }],
  ['a fraction where a whole number belongs', filing({ utcOffsetMinutes: 1.5 }), 400, 'shape-is-wrong', { pointer: '/content/utcOffsetMinutes', code: 'isInteger' }],
  ['a number beyond its bounds', filing({ utcOffsetMinutes: 5000 }), 400, 'shape-is-wrong', { pointer: '/content/utcOffsetMinutes', code: 'isInteger' }],
  ['a digit string as a number', filing({ utcOffsetMinutes: '120' }), 400, 'shape-is-wrong', { pointer: '/content/utcOffsetMinutes', code: 'isInteger' }],
  ['a count below nothing', filing({ casualties: { killed: { best: -1 } } }), 400, 'shape-is-wrong', { pointer: '/content/casualties/killed/best', code: 'isInteger' }],
  ['a count without its best value', filing({ casualties: { killed: { min: 1 } } }), 400, 'shape-is-wrong', { pointer: '/content/casualties/killed/best', code: 'isGiven' }],
  ['a key with blanks', filing({ asset: 'two words' }), 400, 'shape-is-wrong', { pointer: '/content/asset', code: 'isKey' }],
  ['an id with a slash', filing({ evidence: ['../../x'] }), 400, 'shape-is-wrong', { pointer: '/content/evidence/0', code: 'isId' }],
  // Impossible times and places
  ['30 February', filing({ startsAt: '2026-02-30T12:00:00Z' }), 400, 'shape-is-wrong', { pointer: '/content/startsAt', code: 'isInstant' }],
  ['29 February of a common year', filing({ startsAt: '2025-02-29T12:00:00Z' }), 400, 'shape-is-wrong', { pointer: '/content/startsAt', code: 'isInstant' }],
  ['hour 24', filing({ startsAt: '2026-01-06T24:00:00Z' }), 400, 'shape-is-wrong', { pointer: '/content/startsAt', code: 'isInstant' }],
  ['minute 60', filing({ startsAt: '2026-01-06T12:60:00Z' }), 400, 'shape-is-wrong', { pointer: '/content/startsAt', code: 'isInstant' }],
  ['a leap second', filing({ startsAt: '2016-12-31T23:59:60Z' }), 400, 'shape-is-wrong', { pointer: '/content/startsAt', code: 'isInstant' }],
  ['a time without an offset', filing({ startsAt: '2026-01-06T12:00:00' }), 400, 'shape-is-wrong', { pointer: '/content/startsAt', code: 'isInstant' }],
  ['an offset of 25 hours', filing({ startsAt: '2026-01-06T12:00:00+25:00' }), 400, 'shape-is-wrong', { pointer: '/content/startsAt', code: 'isInstant' }],
  ['a time as milliseconds', filing({ startsAt: 1767700800000 }), 400, 'shape-is-wrong', { pointer: '/content/startsAt', code: 'isInstant' }],
  ['a time before 1970', filing({ startsAt: '1969-12-31T23:59:59Z' }), 400, 'shape-is-wrong', { pointer: '/content/startsAt', code: 'isInstant' }],
  ['latitude 91', filing({ place: { latitude: '91', longitude: '37.8' } }), 400, 'shape-is-wrong', { pointer: '/content/place/latitude', code: 'isDecimal' }],
  ['longitude -180.1', filing({ place: { latitude: '48', longitude: '-180.1' } }), 400, 'shape-is-wrong', { pointer: '/content/place/longitude', code: 'isDecimal' }],
  ['a coordinate as a number', filing({ place: { latitude: 48.05, longitude: '37.8' } }), 400, 'shape-is-wrong', { pointer: '/content/place/latitude', code: 'isDecimal' }],
  ['a coordinate with 7 places', filing({ place: { latitude: '48.0500001', longitude: '37.8' } }), 400, 'shape-is-wrong', { pointer: '/content/place/latitude', code: 'isDecimal' }],
  ['a coordinate with an exponent', filing({ place: { latitude: '4e1', longitude: '37.8' } }), 400, 'shape-is-wrong', { pointer: '/content/place/latitude', code: 'isDecimal' }],
  // Who asks
  ['nobody', () => ({ url: REPORTS, payload: {}, headers: { authorization: undefined } }), 401, 'sign-in-is-needed'],
  ['a token that nobody has', () => ({ url: REPORTS, payload: {}, headers: { authorization: `Bearer ${'x'.repeat(43)}` } }), 401, 'sign-in-is-needed'],
  ['another scheme', () => ({ url: REPORTS, payload: {}, headers: { authorization: 'Basic bW9uaXRvcjpyaWdodA==' } }), 401, 'sign-in-is-needed'],
  ['a role that may not file', () => ({ url: REPORTS, by: 'registrar', payload: {} }), 403, 'right-is-missing', { code: 'roleAllows' }],
  ['a role that is not mine', () => ({ url: REPORTS, payload: {}, headers: { 'acting-as': 'registrar' } }), 400, 'shape-is-wrong', { header: 'acting-as', code: 'isMyRole' }],
  ['verification by the author', onVerified('admit-report', {}, 'monitor'), 403, 'right-is-missing', { code: 'roleAllows' }],
  ['a member who would decide alone', onCase('start-preliminary', {}, 'member-1'), 403, 'right-is-missing', { code: 'roleAllows' }],
  ["another party's agent", onCase('open-talks', {}, 'agent-zz'), 404, 'not-found'],
  ["another team's lead", onVerified('return-report', {}, 'other-lead'), 404, 'not-found'],
  ['an administrator among the cases', onCase('start-preliminary', {}, 'administrator'), 404, 'not-found'],
  // Addresses
  ['a case that is not there', () => ({ url: `/api/v1/cases/${UNKNOWN}/start-preliminary`, by: 'rapporteur', payload: {}, headers: { 'if-match': '"1"' } }), 404, 'not-found'],
  ['an id that is none', () => ({ url: '/api/v1/cases/1/start-preliminary', by: 'rapporteur', payload: {}, headers: { 'if-match': '"1"' } }), 404, 'not-found'],
  ['an id with a slash in it', () => ({ url: '/api/v1/cases/a%2Fb/start-preliminary', by: 'rapporteur', payload: {}, headers: { 'if-match': '"1"' } }), 404, 'not-found'],
  ['SQL for an id', () => ({ method: 'GET', url: `/api/v1/cases/${encodeURIComponent("' or 1=1 --")}`, by: 'registrar' }), 404, 'not-found'],
  ['an id in capitals', (at) => ({ method: 'GET', url: `/api/v1/cases/${at.case.toUpperCase()}`, by: 'registrar' }), 404, 'not-found'],
  ['a command of the system', onCase('lapse-registration', {}, 'registrar'), 404, 'not-found'],
  ['a command that is none', onCase('close-everything', {}, 'registrar'), 404, 'not-found'],
  ['an address that cannot be decoded', () => ({ method: 'GET', url: '/api/v1/cases/%zz', by: 'registrar' }), 400, 'address-is-malformed'],
  ['an address that is too long', () => ({ method: 'GET', url: `/api/v1/cases/${'a'.repeat(101)}`, by: 'registrar' }), 414, 'address-is-too-long'],
  ['DELETE on a case', (at) => ({ method: 'DELETE', url: `/api/v1/cases/${at.case}`, by: 'registrar' }), 404, 'not-found'],
  // Keys and versions
  ['no Idempotency-Key', () => ({ url: REPORTS, payload: {}, headers: { 'idempotency-key': undefined } }), 400, 'idempotency-key-is-missing'],
  ['a key that is too short', () => ({ url: REPORTS, payload: {}, headers: { 'idempotency-key': 'short' } }), 400, 'shape-is-wrong', { header: 'idempotency-key', code: 'isKey' }],
  ['an Idempotency-Key with blanks', () => ({ url: REPORTS, payload: {}, headers: { 'idempotency-key': 'two words of key' } }), 400, 'shape-is-wrong', { header: 'idempotency-key', code: 'isKey' }],
  ['a key that came with another body', () => ({ url: REPORTS, payload: { content: { ongoing: true } }, headers: { 'idempotency-key': USED_KEY } }), 422, 'key-was-used'],
  ['no If-Match', onCase('start-preliminary', {}, 'rapporteur', { 'if-match': undefined }), 428, 'if-match-is-missing'],
  ['If-Match: *', onCase('start-preliminary', {}, 'rapporteur', { 'if-match': '*' }), 400, 'shape-is-wrong', { header: 'if-match', code: 'isEtag' }],
  ['a weak ETag', onCase('start-preliminary', {}, 'rapporteur', { 'if-match': 'W/"1"' }), 400, 'shape-is-wrong', { header: 'if-match', code: 'isEtag' }],
  ['two ETags', onCase('start-preliminary', {}, 'rapporteur', { 'if-match': '"1", "2"' }), 400, 'shape-is-wrong', { header: 'if-match', code: 'isEtag' }],
  ['a stale ETag', onCase('start-preliminary', {}, 'rapporteur', { 'if-match': '"99"' }), 412, 'etag-is-stale'],
  ['a stale ETag on a fact', onCase('raise-severity', { severity: 5, reason: 'Graver.' }, 'registrar', { 'if-match': '"99"' }), 412, 'etag-is-stale'],
  ['a client-made id of version 4', () => ({ method: 'PUT', url: `${REPORTS}/6f9619ff-8b86-4011-b42d-00c04fc964ff`, payload: {} }), 400, 'shape-is-wrong', { parameter: 'id', code: 'isId' }],
  // States and guards
  ['a step that is not open in this state', onCase('close-case', {}, 'registrar'), 409, 'state-does-not-allow', { code: 'stateAllows' }],
  ['a ruling out of registration', onCase('rule-alone', {}, 'chair'), 409, 'state-does-not-allow', { code: 'stateAllows' }],
  ['a report that says nothing', (at) => ({ url: `${REPORTS}/${at.blank}/submit-report`, payload: { content: {} }, headers: { 'if-match': at.blankEtag } }), 422, 'guards-are-unmet', { code: 'requiredFieldsAreGiven' }],
  ['an act that begins after it is filed', (at) => ({ url: `${REPORTS}/${at.draft}/submit-report`, payload: { content: shelling(Date.now() + 9e6) }, headers: { 'if-match': at.draftEtag } }), 422, 'guards-are-unmet', { code: 'startIsNotAfterFiling' }],
  ['an act without a place', (at) => ({ url: `${REPORTS}/${at.blank}/submit-report`, payload: { content: { codes: ['K3'] } }, headers: { 'if-match': at.blankEtag } }), 422, 'guards-are-unmet', { code: 'placeIsGiven' }],
  ['an act before entry into force', (at) => ({ url: `${REPORTS}/${at.early}/admit-report`, by: 'registrar', payload: {}, headers: { 'if-match': at.verifiedEtag } }), 422, 'guards-are-unmet', { code: 'actIsAfterEntryIntoForce' }],
  ['an act outside the area', (at) => ({ url: `${REPORTS}/${at.outside}/admit-report`, by: 'registrar', payload: {}, headers: { 'if-match': at.verifiedEtag } }), 422, 'guards-are-unmet', { code: 'actIsInsideArea' }],
  ['an act before entry into force, linked to a case', (at) => ({ url: `${REPORTS}/${at.early}/link-report`, by: 'registrar', payload: { case: at.case }, headers: { 'if-match': at.verifiedEtag } }), 422, 'guards-are-unmet', { code: 'actIsAfterEntryIntoForce' }],
  ['an act outside the area, linked to a case', (at) => ({ url: `${REPORTS}/${at.outside}/link-report`, by: 'registrar', payload: { case: at.case }, headers: { 'if-match': at.verifiedEtag } }), 422, 'guards-are-unmet', { code: 'actIsInsideArea' }],
  ['secrecy of a level that is none', (at) => ({ method: 'PUT', url: `/api/v1/cases/${at.case}/secrecy`, by: 'chair', payload: { level: 'SECRET', compartment: null, reason: 'x' } }), 400, 'shape-is-wrong', { pointer: '/level', code: 'isIn' }],
  ['less secrecy from the registrar', (at) => ({ method: 'PUT', url: `/api/v1/cases/${at.case}/secrecy`, by: 'registrar', payload: { level: 'PARTIES', compartment: null, reason: 'x' } }), 403, 'right-is-missing', { code: 'lessIsForTheChair' }],
  ['publicity before a ruling', (at) => ({ method: 'PUT', url: `/api/v1/cases/${at.case}/secrecy`, by: 'chair', payload: { level: 'PUBLIC', compartment: null, reason: 'x' } }), 422, 'guards-are-unmet', { code: 'rulingIsPublished' }],
  ['a ballot where no call is open', onCase('cast-ballot', { call: 1, draft: 'd'.repeat(64), evidenceList: 'e'.repeat(64), choices: { votes: [{ question: 'q', vote: 'yes' }] } }, 'member-1'), 409, 'state-does-not-allow', { code: 'ballotIsOpen' }],
  ['a refusal without a ground', onVerified('refuse-report', { reason: 'No.' }), 422, 'guards-are-unmet', { code: 'groundIsListed' }],
  ['a severity that is not higher', onCase('raise-severity', { severity: 1, reason: 'Graver.' }), 422, 'guards-are-unmet', { code: 'severityIsHigher' }],
  ['a stay without a ground', onCase('stay-case-urgently', {}, 'chair'), 422, 'guards-are-unmet', { code: 'groundIsListed' }],
  // Queries and other routes
  ['a limit of 0', () => ({ method: 'GET', url: '/api/v1/cases?limit=0', by: 'registrar' }), 400, 'shape-is-wrong', { parameter: 'limit', code: 'min' }],
  ['a limit in words', () => ({ method: 'GET', url: '/api/v1/cases?limit=many', by: 'registrar' }), 400, 'shape-is-wrong', { parameter: 'limit', code: 'isInt' }],
  ['a cursor that is none', () => ({ method: 'GET', url: '/api/v1/cases?cursor=zzz', by: 'registrar' }), 400, 'shape-is-wrong', { parameter: 'cursor', code: 'isCursor' }],
  ['a query value that nobody knows', () => ({ method: 'GET', url: '/api/v1/cases?order=random', by: 'registrar' }), 400, 'shape-is-wrong', { parameter: 'order', code: 'isKnown' }],
  ['a query value that comes twice', () => ({ method: 'GET', url: '/api/v1/cases?state=A&state=B', by: 'registrar' }), 400, 'shape-is-wrong', { parameter: 'state', code: 'matches' }],
  ['a severity of 6', () => ({ method: 'GET', url: '/api/v1/cases?severity=6', by: 'registrar' }), 400, 'shape-is-wrong', { parameter: 'severity', code: 'max' }],
  ['a due time that is none', () => ({ method: 'GET', url: '/api/v1/deadlines?before=tomorrow', by: 'registrar' }), 400, 'shape-is-wrong', { parameter: 'before', code: 'isInstant' }],
  ['a position that is none', () => ({ url: `/api/v1/motions/${UNKNOWN}/signatures`, by: 'chair', payload: { position: 'maybe' } }), 400, 'shape-is-wrong', { pointer: '/position', code: 'isIn' }],
  ['a sign-in without a password', () => ({ url: '/api/v1/session', payload: { name: 'monitor' } }), 400, 'shape-is-wrong', { pointer: '/password', code: 'isString' }],
  ['a sign-in with an object for a name', () => ({ url: '/api/v1/session', payload: { name: { $gt: '' }, password: 'x' } }), 400, 'shape-is-wrong', { pointer: '/name', code: 'isString' }],
  ['a role that is none', () => ({ url: '/api/v1/people', by: 'administrator', payload: { signInName: 'xx1', name: 'X', roles: ['king'] } }), 400, 'shape-is-wrong', { pointer: '/roles', code: 'isIn' }],
  // Histories, values and what is forgotten
  ['a history by an actor that is none', () => ({ method: 'GET', url: '/api/v1/history?actor=somebody', by: 'auditor' }), 400, 'shape-is-wrong', { parameter: 'actor', code: 'matches' }],
  ['a history of kinds that are none', () => ({ method: 'GET', url: '/api/v1/history?type=case opened', by: 'auditor' }), 400, 'shape-is-wrong', { parameter: 'type', code: 'matches' }],
  ['a history of 21 kinds', () => ({ method: 'GET', url: `/api/v1/history?type=${Array.from({ length: 21 }, (_, nth) => `K${nth}`).join(',')}`, by: 'auditor' }), 400, 'shape-is-wrong', { parameter: 'type', code: 'arrayMaxSize' }],
  ['a history from 30 February', () => ({ method: 'GET', url: '/api/v1/history?from=2026-02-30T00:00:00Z', by: 'auditor' }), 400, 'shape-is-wrong', { parameter: 'from', code: 'isInstant' }],
  ['a history from a page that was none', () => ({ method: 'GET', url: '/api/v1/history?cursor=zzz', by: 'auditor' }), 400, 'shape-is-wrong', { parameter: 'cursor', code: 'isCursor' }],
  ['a history over all cases for the registrar', () => ({ method: 'GET', url: '/api/v1/history', by: 'registrar' }), 403, 'right-is-missing', { parameter: 'case', code: 'caseIsNamed' }],
  ['a difference of entry 0', (at) => ({ method: 'GET', url: `/api/v1/cases/${at.case}/history/0/difference`, by: 'registrar' }), 404, 'not-found'],
  ['values of no audience', (at) => ({ url: '/api/v1/disclosures', by: 'chair', payload: { subject: `case/${at.case}`, audience: 'everybody', places: [{ stream: `case/${at.case}`, seq: 1, field: '/payload/x' }], reason: 'x' } }), 400, 'shape-is-wrong', { pointer: '/audience', code: 'matches' }],
  ['no values', (at) => ({ url: '/api/v1/disclosures', by: 'chair', payload: { subject: `case/${at.case}`, audience: 'cell', places: [], reason: 'x' } }), 400, 'shape-is-wrong', { pointer: '/places', code: 'arrayMinSize' }],
  ['a value at a field that is no pointer', (at) => ({ url: '/api/v1/redactions', by: 'chair', payload: { subject: `case/${at.case}`, audience: 'cell', ground: 'personal-data', places: [{ stream: `case/${at.case}`, seq: 1, field: 'payload' }], reason: 'x' } }), 400, 'shape-is-wrong', { pointer: '/places/0/field', code: 'matches' }],
  ['a value of an entry that is half a number', (at) => ({ url: '/api/v1/redactions', by: 'chair', payload: { subject: `case/${at.case}`, audience: 'cell', ground: 'personal-data', places: [{ stream: `case/${at.case}`, seq: 1.5, field: '/payload/x' }], reason: 'x' } }), 400, 'shape-is-wrong', { pointer: '/places/0/seq', code: 'isInt' }],
  ['a redaction without a ground', (at) => ({ url: '/api/v1/redactions', by: 'chair', payload: { subject: `case/${at.case}`, audience: 'cell', places: [{ stream: `case/${at.case}`, seq: 1, field: '/payload/x' }], reason: 'x' } }), 400, 'shape-is-wrong', { pointer: '/ground', code: 'isIn' }],
  ['a redaction of a value that is not there', (at) => ({ url: '/api/v1/redactions', by: 'chair', payload: { subject: `case/${at.case}`, audience: 'cell', ground: 'personal-data', places: [{ stream: `case/${at.case}`, seq: 1, field: '/payload/x' }], reason: 'x' } }), 422, 'guards-are-unmet', { code: 'valuesAreThere' }],
  ['an erasure of a case without places', (at) => ({ url: '/api/v1/erasures', by: 'custodian', payload: { subject: `case/${at.case}`, ground: 'objection', reason: 'x' } }), 400, 'shape-is-wrong', { pointer: '/places', code: 'isGiven' }],
  ['an erasure of values of something else', (at) => ({ url: '/api/v1/erasures', by: 'custodian', payload: { subject: `case/${at.case}`, ground: 'objection', reason: 'x', places: [{ stream: `report/${at.verified}`, seq: 1, field: '/payload/content/narrative' }] } }), 422, 'guards-are-unmet', { code: 'placesAreOfSubject' }],
  ['a hold on a rulebook', () => ({ url: '/api/v1/holds', by: 'custodian', payload: { subject: 'rulebook/x', reason: 'x' } }), 400, 'shape-is-wrong', { pointer: '/subject', code: 'matches' }],
  ['an erasure that is not there', () => ({ url: `/api/v1/erasures/${UNKNOWN}/confirmation`, by: 'chair', payload: { reason: 'x' } }), 404, 'not-found'],
]; // prettier-ignore

describe('bad input', () => {
  let world: World;
  let at: Places;
  beforeAll(async () => {
    world = await startWorld({ requestsPerMinute: 1_000_000 });
    at = await places(world);
  }, 60_000);
  afterAll(() => world.close());

  it('is a table of 60 rows and more', () => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
    expect(new Set(rows.map(([what]) => what)).size).toBe(rows.length);
  });

  it.each(rows.map((row) => [row[0], row] as const))('%s', async (_, [, ask, status, problem, names]) => {
    const before = await rowCounts(world);
    const { method = 'POST', url, by = 'monitor', headers = {}, payload } = ask(at);
    const sent = Object.entries({ 'idempotency-key': randomUUID(), origin: ORIGIN, ...world.who(by).headers, ...headers });
    const response = await world.app.inject({
      method,
      url,
      headers: Object.fromEntries(sent.filter((header): header is [string, string] => header[1] !== undefined)),
      ...(payload === undefined ? {} : { payload: payload as object }),
    });
    expect([response.statusCode, response.headers['content-type']]).toEqual([status, 'application/problem+json']);
    const document = response.json<{ type: string; title: string; status: number; instance: string; errors?: Named[] }>();
    expect(document).toMatchObject({ type: `/problems#${problem}`, status });
    expect(document.instance).toBe(`urn:uuid:${String(response.headers['x-request-id'])}`);
    if (names !== undefined) expect(document.errors).toContainEqual(expect.objectContaining({ ...names, detail: expect.any(String) }));
    expect(response.body).not.toMatch(/QueryFailed|postgres|typeorm|node_modules|select |at \w+\.|tregua\./i);
    expect(await rowCounts(world)).toEqual(before);
  });
});

async function places(world: World): Promise<Places> {
  const monitor = world.who('monitor');
  const file = async (headers: Record<string, string> = {}, content: object = shelling()) => {
    const filed = await monitor.post(REPORTS, { content }, headers);
    return { id: filed.json<{ id: string }>().id, etag: String(filed.headers['etag']) };
  };
  const draft = await file({ 'idempotency-key': USED_KEY });
  const blank = await file({}, {});
  const verify = async ({ id }: { id: string }): Promise<string> => {
    await monitor.does('reports', id, 'submit-report');
    return String((await world.who('lead').does('reports', id, 'verify-report')).etag);
  };
  const verified = await file();
  const verifiedEtag = await verify(verified);
  const early = await file({}, shelling(Date.UTC(2019, 11, 31)));
  const outside = await file({}, shelling(Date.now(), { place: { latitude: '-33.9', longitude: '18.4', radiusMetres: 200 } }));
  expect([await verify(early), await verify(outside)]).toEqual([verifiedEtag, verifiedEtag]);
  const { case: id } = await openCase(world);
  const caseEtag = String((await world.who('registrar').get(`/api/v1/cases/${id}`)).headers['etag']);
  return {
    blank: blank.id,
    blankEtag: blank.etag,
    draft: draft.id,
    draftEtag: draft.etag,
    verified: verified.id,
    verifiedEtag,
    early: early.id,
    outside: outside.id,
    case: id,
    caseEtag,
  };
}

/** How much stands in every table but the counters of wrong passwords. */
async function rowCounts(world: World): Promise<object[]> {
  const tables = await world.database.ask<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'tregua' and table_type = 'BASE TABLE' and table_name <> 'sign_in_failures' order by 1`,
  );
  return await world.database.ask(
    tables.map(({ name }) => `select '${name}' as name, count(*)::int as rows from tregua.${name}`).join(' union all '),
  );
}
