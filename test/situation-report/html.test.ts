import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html } from '../../src/situation-report/html.ts';

test('html: escapes whatever is no markup of its own, in elements and attributes', () => {
  const bad = `<a href="x" title='y'>&`;
  assert.equal(
    html`<p title="${bad}">${bad}</p>`.toString(),
    '<p title="&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;">&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;</p>',
  );
  assert.equal(html`<ul>${['<i>', html`<b>${'<'}</b>`]}</ul>`.toString(), '<ul>&lt;i&gt;<b>&lt;</b></ul>');
});

test('html: nothing is nothing, and a number is a number', () => {
  assert.equal(html`${false}${undefined}${0}${[]}`.toString(), '0');
});

test('html: what looks like markup to this program is none', () => {
  const forged = JSON.parse('{"text":"<script>"}');
  assert.doesNotMatch(html`${forged as never}`.toString(), /<script>/);
  const forgedWell = { toString: () => '<script>' };
  assert.equal(html`${forgedWell as never}`.toString(), '&lt;script&gt;');
});

test('html: characters that are not seen and change what is seen are gone', () => {
  assert.equal(html`${'a\u202eb\u2066c\u0000d\ne'}`.toString(), 'a b c d e');
});
