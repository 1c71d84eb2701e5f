import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openAgency, type TestAgency } from './agency.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
});
after(() => agency.close());

/** What no answer may lack, whatever it says. */
const EXPECTED = {
  'content-security-policy':
    "default-src 'self';img-src 'self' data:;object-src 'none';base-uri 'none';frame-ancestors 'none';form-action 'self'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
};

for (const [what, path, status] of [
  ['an answer', '/node', 200],
  ['a refusal', '/signals/none', 404],
] as const) {
  test(`security headers: ${what} tells browsers what it may do`, async () => {
    const { headers, statusCode } = await agency.ask('viewer', 'GET', path);
    assert.equal(statusCode, status);
    assert.deepEqual(
      Object.fromEntries(Object.keys(EXPECTED).map((name) => [name, headers[name]])),
      EXPECTED,
    );
  });
}
