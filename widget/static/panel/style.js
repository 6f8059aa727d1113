// The panel's own ground: what keeps the page's style out, buttons, launcher, dialog frame, card, outline, small screens.
// The shadow root stops the page's rules; what would be inherited is reset on the host, against !important too.

export const STYLE = `
:host { all: initial !important; display: block !important; direction: ltr !important }
:host::backdrop { display: none !important }
.root, .root * { box-sizing: border-box }
.root {
  font: 400 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  font-variant-numeric: tabular-nums; color: var(--ink); color-scheme: light dark; text-align: start;
  -webkit-text-size-adjust: 100%; -webkit-font-smoothing: antialiased;
}
[hidden] { display: none !important }
p, h2, h3, ul, ol, pre { margin: 0; padding: 0 }
ul { list-style: none }
h2 { font-size: 20px; font-weight: 600; line-height: 1.3; letter-spacing: -.01em }
h3 { font-size: 12px; font-weight: 500; color: var(--muted) }
strong { font-weight: 600 }
a { color: var(--link); text-decoration: underline; text-underline-offset: 2px; text-decoration-thickness: 1px }
.muted { color: var(--muted) }
.unseen {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space:
  nowrap
}
.icon {
  flex: none; width: 18px; height: 18px; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round;
  stroke-linejoin: round
}
[dir="rtl"] .icon-go, [dir="rtl"] .icon-back { transform: scaleX(-1) }

button {
  font: inherit; color: inherit; background: none; border: 0; margin: 0; padding: 0; text-align: inherit;
  cursor: pointer; -webkit-tap-highlight-color: transparent; transition: background-color var(--quick), border-color
  var(--quick);
}
button[aria-disabled="true"] { cursor: default }
:focus { outline: none }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.small, .main {
  display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-height: 32px; padding: 4px 12px;
  border-radius: 8px; border: 1px solid var(--edge); font-weight: 500; white-space: nowrap;
}
.small .icon { width: 16px; height: 16px }
.small:hover { background: var(--raised) }
.main { border-color: transparent; background: var(--accent); color: var(--on-accent) }
.main:hover { background: color-mix(in srgb, var(--accent) 88%, var(--on-accent)) }
.plain {
  display: grid; place-items: center; flex: none; width: 32px; height: 32px; border-radius: 8px; color: var(--muted)
}
.plain:hover { background: var(--raised); color: var(--ink) }
.link {
  min-height: 32px; padding: 4px 8px; border-radius: 8px; color: var(--link); font-weight: 500; white-space: nowrap
}
.link:hover { background: var(--raised) }
.link.quiet { color: var(--muted) }

.launcher {
  position: fixed; z-index: 2147483000; inset-inline-end: var(--x, 20px);
  bottom: calc(var(--y, 20px) + env(safe-area-inset-bottom, 0px));
  display: grid; place-items: center; width: 56px; height: 56px; border-radius: 50%;
  background: var(--accent); color: var(--on-accent); box-shadow: 0 0 0 1px rgb(255 255 255 / .28), var(--shadow);
  transition: transform var(--quick);
}
.launcher .icon { width: 28px; height: 28px; stroke-width: 1.8 }
.launcher:hover { transform: translateY(-1px) }
.launcher:focus-visible {
  outline: 3px solid var(--link); outline-offset: 3px; box-shadow: 0 0 0 3px var(--surface), var(--shadow)
}
.launcher.away, .launcher.typing { display: none }
.dot {
  position: absolute; top: -2px; inset-inline-end: -2px; min-width: 20px; height: 20px; padding: 0 5px;
  border-radius: 10px;
  background: var(--bad); color: var(--on-bad); box-shadow: 0 0 0 2px var(--surface); font-size: 12px; font-weight:
  600; line-height: 20px; text-align: center;
}

.dialog {
  position: fixed; z-index: 2147483001; inset-inline-end: var(--x, 20px); bottom: var(--y, 20px);
  display: flex; flex-direction: column; width: 392px; height: min(640px, calc(var(--visible-height, 100vh) -
  var(--y, 20px) - 12px));
  max-width: calc(100vw - 24px); overflow: hidden; border-radius: 12px; background: var(--surface); box-shadow:
  var(--shadow);
  border: 1px solid var(--line); animation: rise var(--quick);
}
.dialog.aside { inset-inline-end: auto; inset-inline-start: var(--x, 20px) }
@keyframes rise { from { opacity: 0; transform: translateY(8px) } }
.card {
  position: fixed; z-index: 2147483002; width: 320px; max-width: calc(100vw - 24px); padding: 14px 16px 10px;
  border-radius: 12px;
  background: var(--surface); border: 1px solid var(--line); box-shadow: var(--shadow); animation: rise var(--quick);
}
.card .row { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; margin: 10px 0 0 }
.card .link { padding: 4px 6px }
.card .link.quiet { margin-inline-start: auto }
.card[data-side="inside"] {
  position: static; width: auto; max-width: none; margin: 0 12px 12px; box-shadow: none; border-color: var(--edge)
}
.card::before {
  content: ""; position: absolute; width: 12px; height: 12px; background: inherit; border: inherit; border-width:
  1px 0 0 1px;
  border-start-start-radius: 3px; display: none;
}
.card[data-side="right"]::before { display: block; left: -7px; top: calc(var(--beak) - 6px); transform: rotate(-45deg) }
.card[data-side="left"]::before { display: block; right: -7px; top: calc(var(--beak) - 6px); transform: rotate(135deg) }
.card[data-side="below"]::before { display: block; top: -7px; left: calc(var(--beak) - 6px); transform: rotate(45deg) }
.card[data-side="above"]::before {
  display: block; bottom: -7px; left: calc(var(--beak) - 6px); transform: rotate(225deg)
}
.card.done {
  display: flex; gap: 10px; align-items: flex-start; padding: 12px 8px 12px 14px; color: var(--good); background:
  var(--good-tint); font-weight: 500
}
.card.done p { flex: 1; padding-top: 1px }
.card.done .icon { margin-top: 1px }
.card.done .plain { margin: -5px 0; color: inherit }
.outline {
  position: fixed; z-index: 2147482999; pointer-events: none; border-radius: 8px; border: 3px solid var(--accent);
  box-shadow: 0 0 0 2px #fff, 0 0 0 8px color-mix(in srgb, var(--accent) 25%, transparent);
}

@media (max-width: 479px) {
  .dialog, .dialog.aside {
    inset-inline: 0; top: var(--visible-top, 0); bottom: auto; width: 100%; max-width: none; height:
    var(--visible-height, 100vh);
    border: 0; border-radius: 0;
  }
  .field textarea { font-size: 16px } /* below 16 px, phones zoom into the field */
}
@media print { .root { display: none } }
@media (forced-colors: active) {
  .launcher, .dialog, .card, .main, .send, .knob, .visitor .said, .dot { border: 1px solid ButtonText }
  .outline { border-color: Highlight; box-shadow: none }
  .thumb[aria-pressed="true"] { outline: 2px solid Highlight }
  .switch[aria-checked="true"] .knob { background: Highlight; forced-color-adjust: none }
  :focus-visible { outline-color: Highlight }
  .field:focus-within { outline: 2px solid Highlight; outline-offset: 1px }
}
`;
