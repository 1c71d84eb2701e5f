import type { Tlp } from '../domain/tlp.ts';
import { type Html, html } from './html.ts';

/**
 * For a screen and for A4 in black and white: nothing is told by colour. The fonts are those of the machine, since the
 * page loads nothing. Each printed sheet has the marking at its head.
 */
export function styleOf(tlp: Tlp): Html {
  return html`
@page { size: A4; margin: 16mm 14mm 16mm; @top-right { content: "TLP:${tlp}"; font: bold 9pt sans-serif; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
* { box-sizing: border-box; }
html { background: #fff; color: #000; }
body { margin: 0 auto; padding: 1.5rem; max-width: 60rem; line-height: 1.45; font-size: 14px; overflow-wrap: break-word;
  font-family: "IBM Plex Sans", "Noto Sans", "Segoe UI", Helvetica, Arial, "IBM Plex Sans KR", "Malgun Gothic",
    "Apple SD Gothic Neo", "Noto Sans CJK KR", "Noto Sans KR", sans-serif; }
:lang(ja) { font-family: "IBM Plex Sans", "Noto Sans", "Segoe UI", Helvetica, Arial, "IBM Plex Sans JP", "Yu Gothic",
  "Hiragino Sans", Meiryo, "Noto Sans CJK JP", "Noto Sans JP", sans-serif; }
:lang(ko) { word-break: keep-all; }
:lang(ja) { line-break: strict; }
.free, .id { overflow-wrap: anywhere; }
header { border-bottom: 2px solid #000; margin-bottom: 1rem; padding-bottom: .5rem; }
.tlp { float: right; border: 2px solid #000; padding: .15rem .5rem; font-weight: bold; white-space: nowrap;
  margin: 0 0 .5rem 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .2rem; }
h2 { font-size: 1.15rem; margin: 1.6rem 0 .3rem; border-bottom: 1px solid #000; padding-bottom: .15rem; }
h3 { font-size: 1rem; margin: .9rem 0 .25rem; }
p { margin: .3rem 0; }
.note, .facts { color: #333; font-size: .86rem; }
.facts { margin: .2rem 0; }
.facts dt, .facts dd { display: inline; margin: 0; }
.facts dt { font-weight: bold; }
.facts dt::after { content: ": "; }
.facts div { display: inline-block; margin-right: 1.2rem; }
.warning { border: 1px solid #000; padding: .3rem .5rem; font-weight: bold; }
.short { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: .15rem 1.5rem; margin: .3rem 0;
  padding: 0 0 0 1.1rem; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0; font-size: .88rem; }
th, td { border: 1px solid #777; padding: .22rem .4rem; text-align: left; vertical-align: top; }
thead th { background: #eee; vertical-align: bottom; }
thead small, td small, li small { display: block; font-weight: normal; color: #333; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.nowrap { white-space: nowrap; }
tr.sum > * { border-top: 2px solid #000; font-weight: bold; }
.absent { color: #555; }
.level { white-space: nowrap; }
.level.alert, .level.serious { font-weight: bold; }
.level.serious { text-decoration: underline; }
.marks { display: inline-flex; gap: 1px; margin-right: .35em; vertical-align: baseline; }
.marks i { width: .5em; height: .7em; border: 1px solid #000; }
.marks i.on { background: #000; }
ul.members { margin: .2rem 0 0; padding-left: 1.1rem; }
.mark { border: 1px solid #000; padding: 0 .25em; font-size: .82em; white-space: nowrap; font-weight: normal; }
.id { font-family: "IBM Plex Mono", ui-monospace, Consolas, monospace; font-size: .82em; color: #333; }
article { border: 1px solid #777; padding: .4rem .6rem; margin: .45rem 0; break-inside: avoid; }
article h3 { margin: 0; }
article p { margin: .15rem 0; }
.charts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .8rem; }
figure { margin: 0; border: 1px solid #777; padding: .4rem .5rem; break-inside: avoid; }
figcaption { font-size: .86rem; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 9px; fill: #000; }
svg .last { font-weight: bold; }
svg .axis, svg .line, svg .peak, svg .hatch { fill: none; stroke: #000; }
svg .axis { stroke-width: .6; }
svg .line { stroke-width: 1.3; stroke-linejoin: round; }
svg .hatch { stroke-width: .5; stroke: #888; }
svg .peak { stroke-width: 1.3; }
h2, h3, thead, .note { break-after: avoid; }
tr { break-inside: avoid; }
footer { margin-top: 2rem; border-top: 1px solid #000; padding-top: .3rem; font-size: .8rem; color: #333; }
@media (max-width: 40rem) { .charts { grid-template-columns: minmax(0, 1fr); } .wide { overflow-x: auto; } }
@media print { body { padding: 0; max-width: none; font-size: 9.5pt; } .note, .facts, .absent, .id, small { color: #000; }
  thead th { background: none; border-bottom: 2px solid #000; } }
`;
}
