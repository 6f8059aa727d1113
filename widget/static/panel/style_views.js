// The style of what stands in the dialog: header, log, turns, standing, composer, "What is shared".

export const VIEWS_STYLE = `
.head {
  display: flex; align-items: center; gap: 12px; padding: 12px 12px 12px 16px; border-bottom: 1px solid var(--line)
}
[dir="rtl"] :is(h2, h3, p, li, th, td, caption, time, .time, .question span, .solved span) {
  unicode-bidi: plaintext; text-align: right
}
[dir="rtl"] :is(.said, .body):dir(ltr), [dir="rtl"] :is(.said, .body):dir(ltr) :is(p, li, th, td, caption) {
  text-align: left
}
[dir="rtl"] .head { padding: 12px 16px 12px 12px }
.seal {
  display: grid; place-items: center; flex: none; width: 36px; height: 36px; border-radius: 50%; background:
  var(--tint); color: var(--link)
}
.seal .icon { width: 22px; height: 22px }
.names { flex: 1; min-width: 0 }
.title { font-weight: 600; font-size: 14px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.where { color: var(--muted); font-size: 12px; overflow-wrap: anywhere }
.where:empty { display: none }
.where strong { color: var(--ink); font-weight: 500 }
.chat { position: relative; display: flex; flex-direction: column; flex: 1; min-height: 0 }

.log {
  flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 16px; scrollbar-width: thin;
  scrollbar-color: var(--line) transparent
}
.log:focus-visible { outline-offset: -2px; border-radius: 4px }
.turns { display: flex; flex-direction: column; gap: 16px }
.turns:not(:empty) + .work:not(:empty), .turns:not(:empty) ~ .likely:not(:empty) { margin-top: 16px }
.turn { overflow-wrap: anywhere }
.turn > * + * { margin-top: 8px }
.turn > .unseen + * { margin-top: 0 }
.visitor { align-self: flex-end; max-width: 84% }
.visitor .said {
  padding: 8px 12px; border-radius: 12px; border-end-end-radius: 4px; background: var(--tint); white-space: pre-wrap
}
.visitor .files { display: flex; flex-direction: column; align-items: flex-end; gap: 4px; margin-top: 4px }
.visitor > .unseen + .files { margin-top: 0 }
.files li {
  display: flex; align-items: center; gap: 6px; max-width: 100%; min-height: 28px; padding: 2px 10px 2px 8px; border: 1px
  solid var(--line); border-radius: 8px; font-size: 12px; color: var(--muted)
}
.files .icon { width: 16px; height: 16px }
.files span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--ink) }
.late {
  display: flex; gap: 4px; justify-content: flex-end; margin-top: 4px !important; font-size: 12px; color:
  var(--muted)
}
.late .icon, .verdict .icon { width: 16px; height: 16px; margin-top: 1px }
.person { max-width: 92% }
.person .by { font-size: 12px; color: var(--muted); display: flex; gap: 8px; align-items: baseline; margin-bottom: 4px }
.person .by strong { color: var(--ink) }
.person .said {
  margin-top: 0; padding: 8px 12px; border-radius: 12px; border-start-start-radius: 4px; border: 1px solid
  var(--line)
}
.verdict { display: flex; gap: 6px; color: var(--muted); font-size: 12px }
.verdict.sure .icon { color: var(--good) }
.verdict.unsure, .verdict.unknown { color: var(--warn) }
.turn > .sources { display: flex; flex-direction: column; margin-top: 12px; font-size: 12px }
.sources li { display: flex; gap: 8px; min-height: 24px; align-items: center }
.sources .n {
  flex: none; min-width: 18px; padding: 0 4px; border-radius: 4px; background: var(--raised); color: var(--muted);
  text-align: center; line-height: 18px
}
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: 8px }
.thumbs { display: flex; margin-inline-start: auto }
.thumb { display: grid; place-items: center; width: 32px; height: 32px; border-radius: 8px; color: var(--muted) }
.thumb:hover { background: var(--raised); color: var(--ink) }
.thumb[aria-pressed="true"] { color: var(--link); background: var(--tint) }
.thumb[aria-pressed="true"] .icon { fill: currentColor; fill-opacity: .25; stroke-width: 2 }
.solved {
  display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding-top: 12px; border-top: 1px solid
  var(--line)
}
.solved > span { flex: 1; min-width: 120px; font-weight: 500 }
.line { display: flex; gap: 6px; align-items: center; color: var(--muted); font-size: 12px }
.line.good { color: var(--good) }
.verified {
  display: flex; gap: 8px; padding: 8px 12px; border-radius: 8px; background: var(--good-tint); color: var(--good);
  font-weight: 500
}
.verified .icon { margin-top: 1px }
.work { display: flex; flex-wrap: wrap; align-items: baseline; color: var(--muted) }
.work .time { white-space: pre }
[dir="rtl"] .work .time { unicode-bidi: isolate; direction: ltr; padding-right: 4px }
.pulse, .body:empty::before {
  content: ""; display: inline-block; width: 8px; height: 8px; margin-inline-end: 8px; border-radius: 50%; background:
  var(--link); animation: pulse 1.6s ease-in-out infinite
}
@keyframes pulse { 50% { opacity: .25 } }
@media (prefers-reduced-motion: reduce) { .pulse, .body:empty::before { animation: none } }
.work .slow { flex-basis: 100%; margin-top: 4px; font-size: 12px }
.likely > p { margin-top: 4px }
.likely > h2 + p + h3 { margin-top: 24px }
.likely ul { margin-top: 4px }
.likely li + li { border-top: 1px solid var(--line) }
.choices { margin-top: 8px }
.choices li { border-top: 1px solid var(--line) }
.choices li:first-child { border-top: 0 }
.question {
  display: flex; align-items: center; gap: 8px; width: 100%; min-height: 44px; padding: 8px; margin-inline: -8px;
  width: calc(100% + 16px); border-radius: 8px
}
.question span { flex: 1 }
.question .icon { color: var(--muted) }
.question:hover { background: var(--raised) }

.standing {
  display: flex; gap: 10px; padding: 10px 16px; border-top: 1px solid var(--line); font-size: 12px; background:
  var(--raised)
}
.standing:empty { display: none }
.standing > div { flex: 1 }
.standing .row { display: flex; justify-content: space-between; gap: 8px }
.standing strong { font-size: 14px; line-height: 18px }
.standing p { color: var(--muted) }
.standing .time { color: var(--muted); font-size: 12px }
.standing.warn { background: var(--warn-tint); color: var(--warn) }
.standing.warn p { color: inherit }
.standing.good { background: var(--good-tint); color: var(--good) }

.composer { padding: 12px 16px 4px; border-top: 1px solid var(--line) }
.field {
  display: flex; align-items: flex-end; gap: 4px; padding: 3px; border: 1px solid var(--edge); border-radius: 8px
}
.field:focus-within { border-color: var(--link); box-shadow: 0 0 0 1px var(--link) }
textarea {
  flex: 1; min-width: 0; height: 36px; max-height: 132px; padding: 7px 8px; border: 0; margin: 0; resize: none;
  background: none;
  color: var(--ink); font: inherit; font-size: 14px; overflow-y: auto; scrollbar-width: thin;
}
textarea:focus-visible { outline: none }
textarea::placeholder { color: var(--muted); opacity: 1 }
.clip {
  display: grid; place-items: center; flex: none; width: 36px; height: 36px; border-radius: 6px; color: var(--muted)
}
.clip:not([aria-disabled="true"]):hover { background: var(--raised); color: var(--ink) }
.drop {
  position: absolute; z-index: 1; inset: 6px; display: flex; align-items: center; justify-content: center; gap: 8px;
  border: 2px dashed var(--link); border-radius: 8px; background: color-mix(in srgb, var(--tint) 94%, transparent); color:
  var(--link); font-weight: 500; pointer-events: none
}
.send {
  display: grid; place-items: center; flex: none; width: 36px; height: 36px; border-radius: 6px; background:
  var(--accent); color: var(--on-accent)
}
.send[aria-disabled="true"] { background: var(--raised); color: var(--muted) }
.count { font-size: 12px; color: var(--muted) }
.count.over { color: var(--bad) }
.feet { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 8px; padding: 2px 8px 8px }
.foot {
  display: inline-flex; align-items: center; gap: 6px; min-height: 32px; padding: 4px 8px; border-radius: 8px;
  font-size: 12px; font-weight: 500; color: var(--link)
}
.foot .icon { width: 16px; height: 16px }
.foot:not([aria-disabled="true"]):hover { background: var(--raised) }
.foot.quiet, .foot[aria-disabled="true"] { color: var(--muted); font-weight: 400 }

.shared { display: flex; flex-direction: column; flex: 1; min-height: 0 }
.shared .bar { display: flex; align-items: center; gap: 4px; padding: 8px 12px 0 }
.shared h2 { font-size: 16px }
.shared h2:focus-visible { outline-offset: 2px; border-radius: 4px }
.shared .scroll {
  flex: 1; min-height: 0; overflow-y: auto; padding: 8px 16px 16px; scrollbar-width: thin; scrollbar-color:
  var(--line) transparent
}
.shared h3 { margin: 20px 0 4px }
.switch {
  display: flex; align-items: center; justify-content: space-between; gap: 12px; width: 100%; min-height: 44px;
  font-weight: 500
}
.knob {
  position: relative; flex: none; width: 40px; height: 24px; border-radius: 12px; border: 1px solid var(--edge);
  background: var(--raised); transition: background-color var(--quick)
}
.knob::after {
  content: ""; position: absolute; top: 3px; inset-inline-start: 3px; width: 16px; height: 16px; border-radius: 50%;
  background: var(--edge); transition: inset-inline-start var(--quick)
}
.switch[aria-checked="true"] .knob { background: var(--accent); border-color: var(--link) }
.switch[aria-checked="true"] .knob::after { inset-inline-start: 19px; background: var(--on-accent) }
.told { list-style: none }
.told li + li { border-top: 1px solid var(--line) }
summary {
  display: flex; align-items: baseline; gap: 12px; min-height: 36px; padding: 8px 0; cursor: pointer; list-style:
  none
}
summary::-webkit-details-marker { display: none }
summary::after { content: "+"; margin-inline-start: auto; color: var(--muted) }
details[open] summary::after { content: "\\2212" }
summary time { flex: none; color: var(--muted); font-size: 12px }
summary span { overflow-wrap: anywhere }
pre { text-align: left }
pre {
  max-height: 200px; margin-bottom: 12px; padding: 8px 12px; overflow: auto; border-radius: 8px; background:
  var(--raised); font: 12px/1.5 ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; white-space: pre-wrap;
  overflow-wrap: anywhere
}
`;
