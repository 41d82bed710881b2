import { deficiencyInput } from './hospital-load.ts';
import type { RawRequest } from './raw-http.ts';

/** In every body we send, and in no answer or log line we get. */
export const patientName = 'Zanzibarowska';

export interface BadRequest {
  readonly name: string;
  /** Without a `token` of its own it is sent with a good one. */
  readonly request: RawRequest;
  readonly status: number;
  /** The problem's code; null where HTTP itself refuses before the application is asked. */
  readonly code: string | null;
  /** Known not to be so yet, and why: the test turns red when it is mended, so that this goes. */
  readonly gap?: string;
}

const json = { 'content-type': 'application/json' };
const fhir = { 'content-type': 'application/fhir+json' };
const start = { method: 'POST', path: '/api/instances' } as const;
const body = JSON.stringify({
  workflow: 'deficiency',
  input: { ...deficiencyInput('bad', false), patientId: patientName },
});
const large = Buffer.alloc(2 * 1024 * 1024, `"${patientName}",`);
const nested = `{"workflow":"deficiency","input":{"${patientName}":${'['.repeat(300_000)}${']'.repeat(300_000)}}}`;
const [before = '', after = ''] = body.split(`${patientName}"`);
const notUtf8 = Buffer.concat([
  Buffer.from(before + patientName),
  Buffer.from([0xff, 0xfe, 0x80]),
  Buffer.from(`"${after}`),
]);

const bodies: readonly BadRequest[] = [
  {
    name: 'JSON that ends in the middle',
    request: { ...start, headers: json, body: body.slice(0, -9) },
    status: 422,
    code: 'invalid-input',
  },
  {
    name: 'JSON that is no object',
    request: { ...start, headers: json, body: `["${patientName}"]` },
    status: 422,
    code: 'invalid-input',
  },
  { name: 'no body', request: { ...start, headers: json }, status: 422, code: 'invalid-input' },
  {
    name: 'a body that is not UTF-8',
    request: { ...start, headers: json, body: notUtf8 },
    status: 422,
    code: 'invalid-input',
  },
  {
    name: 'JSON nested 300,000 deep',
    request: { ...start, headers: json, body: nested },
    status: 422,
    code: 'invalid-input',
  },
  {
    name: 'a field named __proto__',
    request: { ...start, headers: json, body: body.replace('"facility"', '"__proto__"') },
    status: 422,
    code: 'invalid-input',
  },
  {
    name: 'a workflow named __proto__',
    request: { ...start, headers: json, body: body.replace('"deficiency"', '"__proto__"') },
    status: 404,
    code: 'unknown-workflow',
  },
  {
    name: 'plain text where JSON belongs',
    request: { ...start, headers: { 'content-type': 'text/plain' }, body },
    status: 415,
    code: 'unsupported',
  },
  {
    name: 'XML to /fhir',
    request: {
      method: 'POST',
      path: '/fhir',
      headers: { 'content-type': 'application/fhir+xml' },
      body: `<Patient>${patientName}</Patient>`,
    },
    status: 415,
    code: 'unsupported',
  },
  {
    name: 'a body of 2 MB',
    request: { ...start, headers: json, body: large },
    status: 413,
    code: 'too-large',
  },
  {
    name: 'a body of 2 MB in chunks, its length unsaid',
    request: { ...start, headers: json, body: large, isChunked: true },
    status: 413,
    code: 'too-large',
  },
  {
    name: 'a Bundle of 65 MB in chunks',
    request: {
      method: 'POST',
      path: '/fhir',
      headers: fhir,
      body: Buffer.alloc(65 * 1024 * 1024, 'a'),
      isChunked: true,
    },
    status: 413,
    code: 'too-large',
  },
  {
    name: 'a Bundle that lies about its length',
    request: {
      method: 'POST',
      path: '/fhir',
      headers: { ...fhir, 'content-length': String(70 * 1024 * 1024) },
      body: 'x',
    },
    status: 413,
    code: 'too-large',
  },
];

const heads: readonly BadRequest[] = [
  {
    name: 'a header of 20 kB',
    request: { path: '/api/queues', headers: { 'x-long': patientName.repeat(1600) } },
    status: 431,
    code: null,
  },
  {
    name: 'a length and chunks at once',
    request: { ...start, headers: { ...json, 'content-length': '5' }, body, isChunked: true },
    status: 400,
    code: null,
  },
  {
    name: 'a length that is no number',
    request: { ...start, headers: { ...json, 'content-length': '1e3' } },
    status: 400,
    code: null,
  },
  {
    name: 'a line break in a header name',
    request: { path: '/api/queues', headers: { 'x\u000bname': '1' } },
    status: 400,
    code: null,
  },
  {
    name: 'an Idempotency-Key of 300 characters',
    request: { ...start, headers: { ...json, 'idempotency-key': 'k'.repeat(300) }, body },
    status: 422,
    code: 'invalid-input',
  },
  {
    name: 'an If-Match that is no version',
    request: {
      method: 'POST',
      path: '/api/instances/x/events',
      headers: { ...json, 'if-match': '"newest"' },
      body: '{"type":"deficiency.verify"}',
    },
    status: 422,
    code: 'invalid-input',
  },
  {
    name: 'a token of rubbish',
    request: { path: '/api/queues', token: 'x.y.z' },
    status: 401,
    code: 'not-signed-in',
  },
  {
    name: 'no token',
    request: { path: '/api/queues', token: '' },
    status: 401,
    code: 'not-signed-in',
  },
];

const methods: readonly BadRequest[] = ['DELETE', 'PUT', 'PATCH', 'PROPFIND', 'TRACE'].map(
  (method) => ({
    name: `${method} where it has no meaning`,
    request: { method, path: '/api/queues' },
    status: 404,
    code: 'not-found',
  }),
);

const paths: readonly BadRequest[] = [
  ...['/api', '/api/nothing', '/api/instances/x/nothing', '/fhir/a/b/c/d'].map((path) => ({
    name: `the unknown path ${path}`,
    request: { path },
    status: 404,
    code: 'not-found',
  })),
  {
    name: 'an id that is not UTF-8',
    request: { path: '/api/instances/%ff' },
    status: 404,
    code: 'not-found',
  },
  {
    name: 'an id with U+0000',
    request: { path: '/api/instances/a%00b' },
    status: 404,
    code: 'not-found',
  },
  {
    name: 'an id of 500 characters',
    request: { path: `/api/instances/${'a'.repeat(500)}` },
    status: 422,
    code: 'invalid-input',
  },
  {
    name: 'a page of a million',
    request: { path: '/api/tasks?queue=deficiencies&limit=1000000' },
    status: 422,
    code: 'invalid-input',
  },
  {
    name: 'a cursor that is none',
    request: { path: '/api/tasks?queue=deficiencies&after=!!!' },
    status: 422,
    code: 'invalid-input',
  },
];

export const badRequests: readonly BadRequest[] = [...bodies, ...heads, ...methods, ...paths];

/** Ways out of the folders that are served; none may give a file. */
export const escapes: readonly string[] = [
  '/../package.json',
  '/../../../../../../etc/passwd',
  '/%2e%2e/%2e%2e/package.json',
  '/..%2f..%2fpackage.json',
  '/..%5c..%5cpackage.json',
  '/widgets/../../package.json',
  '/widgets/%2e%2e/%2e%2e/package.json',
  '/widgets/..%2f..%2fpackage.json',
  '/widgets//etc/passwd',
  '//etc/passwd',
  '/%00',
  '/package.json%00.html',
  '/%252e%252e/package.json',
];
