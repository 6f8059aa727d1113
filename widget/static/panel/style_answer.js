// The style of what an answer says: paragraphs, steps, code, marks of sources, tables.

export const ANSWER_STYLE = `
.body > * + *, .said > * + * { margin-top: 8px }
.body ol, .said ol { list-style: none; counter-reset: step }
ol[start] { counter-reset: none }
.body li, .said li { position: relative; padding-inline-start: 28px }
.body li + li, .said li + li { margin-top: 8px }
.body ol > li::before, .said ol > li::before {
  content: counter(list-item); position: absolute; inset-inline-start: 0; top: 1px; width: 18px; height: 18px;
  border-radius: 50%;
  background: var(--raised); color: var(--muted); font-size: 12px; font-weight: 600; line-height: 18px; text-align:
  center;
}
.body ul > li::before, .said ul > li::before {
  content: "•"; position: absolute; inset-inline-start: 6px; color: var(--muted)
}
code {
  font: 13px/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; padding: 1px 4px;
  border-radius: 4px; background: var(--raised)
}
.mark { /* inline, so that it never stands on a line of its own */
  margin-inline-start: 3px; padding: 1px 5px; border-radius: 4px; background: var(--raised); color: var(--link);
  font-size: 12px; text-decoration: none; vertical-align: 1px
}
a.mark:hover { background: var(--tint) }

.table { container-type: inline-size }
table { width: 100%; border-collapse: collapse; font-size: 13px }
caption { padding-bottom: 8px; font-size: 14px; text-align: start }
th, td { padding-block: 6px; padding-inline: 0 12px; text-align: start; vertical-align: top; overflow-wrap: break-word }
:is(th, td):last-child { padding-inline-end: 0 }
thead th { padding-top: 0; font-size: 12px; font-weight: 500; color: var(--muted); vertical-align: bottom }
tbody th { font-weight: 600 }
:is(th, td) .mark { margin-inline: 3px } /* a cell may be written the other way than its table */
tbody tr { border-top: 1px solid var(--line) }
tbody tr:last-child { border-bottom: 1px solid var(--line) }
${asList(".table.wide")}
@container (max-width: 340px) {
  ${asList(".table.middle")}
}
`;

// Each row of the table by itself, its cells beneath each other with their columns' names before them.
function asList(table) {
  return `
${table} thead {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap
}
${table} :is(table, tbody, caption) { display: block }
${table} tr {
  display: grid; grid-template-columns: fit-content(45%) 1fr; gap: 4px 16px; padding: 8px 0
}
${table} thead tr { display: block }
${table} :is(tbody th, td) {
  display: grid; align-items: baseline; grid-column: 1 / -1; grid-template-columns: subgrid; padding: 0; overflow-wrap: anywhere
}
${table} tbody td:not(:has(span:not(:empty))) { display: none }
${table} :is(tbody th, td)::before {
  content: attr(data-column); content: attr(data-column) / ""; color: var(--muted); font-size: 12px; font-weight: 400
}
`;
}
