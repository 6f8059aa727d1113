// Makes the node of a table: columns side by side where there is room, else each row as a list of "column: value".

import { node } from "./nodes.js";
import { room } from "./rows.js";

/**
 * The table `{columns, rows}` of rows.js in a box that style_answer.js fits to its place. `title` is nodes of what it
 * is called, or empty; `words(text)` makes the nodes of a text. Roles are written out: as a list it is no less a table.
 */
export function tableNode(table, title, words) {
  const { columns, rows } = table;
  const names = columns.map((name) => node("th", { scope: "col", role: "columnheader" }, ...words(name)));
  const said = names.map((name) => name.textContent);
  const head = node("thead", { role: "rowgroup" }, node("tr", { role: "row" }, ...names));
  const cells = (row) => row.map((cell, at) => cellNode(at, said[at], words(cell)));
  const body = rows.map((row) => node("tr", { role: "row" }, ...cells(row)));
  const caption = title.length ? node("caption", {}, ...title) : null;
  const made = node("table", { role: "table" }, caption, head, node("tbody", { role: "rowgroup" }, ...body));
  return node("div", { class: `table ${room(table)}` }, made);
}

// The first cell names its row. In a list, the column's name stands before what the cell says.
function cellNode(at, column, words) {
  const names = at === 0 && words.length > 0;
  const attributes = names ? { scope: "row", role: "rowheader" } : { role: "cell" };
  return node(names ? "th" : "td", { ...attributes, "data-column": column }, node("span", {}, ...words));
}
