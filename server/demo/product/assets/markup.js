// Small pieces of page: elements, field errors, status lines, and the way money, hours and dates are written.
const money = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

export const asMoney = (amount) => money.format(amount);
export const asDate = (day) => date.format(day);
export const asHours = (hours) => `${hours.toFixed(1)} h`;

export function daysAgo(days) {
  const day = new Date();
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - days);
  return day;
}

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "rect", "text", "line", "title"]);

export function build(tag, attributes = {}, ...children) {
  const node = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// Rows are arrays of cells; on narrow screens each cell carries its column's name.
export function fillTable(table, rows) {
  const labels = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  table.tBodies[0].replaceChildren(
    ...rows.map((cells) =>
      build("tr", {}, ...cells.map((cell, column) => build("td", { "data-label": labels[column] }, cell))),
    ),
  );
}

const errorOf = (input) => document.querySelector(`#${input.id}-error`);

export function showError(input, message) {
  input.setAttribute("aria-invalid", "true");
  errorOf(input).textContent = message;
}

export function clearError(input) {
  input.removeAttribute("aria-invalid");
  errorOf(input).textContent = "";
}

export function clearErrorsOnInput(form) {
  form.addEventListener("input", ({ target }) => {
    if (target.id && errorOf(target)) clearError(target);
  });
}

export function say(status, message) {
  status.textContent = message;
}

export function download(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  build("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
