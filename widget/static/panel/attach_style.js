// The style of attached files above the text field.

export const STYLE = `
.shelf { margin-bottom: 8px }
.attached {
  display: flex; flex-direction: column; gap: 4px; max-height: 36vh; overflow-y: auto; scrollbar-width: thin;
  scrollbar-color: var(--line) transparent
}
.file {
  position: relative; display: flex; flex: none; align-items: center; gap: 8px; min-height: 56px; padding: 5px 4px 5px
  5px; overflow: hidden; border: 1px solid var(--line); border-radius: 8px
}
[dir="rtl"] .file { padding: 5px 5px 5px 4px }
[dir="rtl"] .file :is(.name, .how) { text-align: right }
.face {
  position: relative; display: grid; place-items: center; flex: none; width: 44px; height: 44px; overflow: hidden; border-radius: 5px;
  background: var(--raised); color: var(--muted)
}
.face canvas { width: 44px; height: 44px; display: block }
.face::after { /* a white picture on white has an edge, too */
  content: ""; position: absolute; inset: 0; border-radius: inherit; box-shadow: inset 0 0 0 1px var(--line)
}
.file .about { flex: 1; min-width: 0; display: flex; flex-direction: column; line-height: 1.35 }
.file .name { font-weight: 500; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.file .how {
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; font-size: 12px; color:
  var(--muted); overflow-wrap: anywhere
}
.file[data-state="failed"] .how { color: var(--bad); display: block }
.file .link { padding: 4px 6px }
.bar { position: absolute; inset-inline: 0; bottom: 0; height: 3px; background: var(--raised) }
.bar span { display: block; height: 100%; background: var(--link); transition: width var(--quick) }
.file[data-state="reading"] .bar span { animation: pulse 1.6s ease-in-out infinite }
.more { margin-top: 4px; font-size: 12px; color: var(--warn) }
@media (prefers-reduced-motion: reduce) { .file[data-state="reading"] .bar span { animation: none } }
@media (forced-colors: active) { .bar span { background: Highlight; forced-color-adjust: none } }
`;
