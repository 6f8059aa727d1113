// CSV import of time entries: all rows or none.
import { asHours, clearErrorsOnInput, fillTable, say, showError } from "./markup.js";
import { read, update } from "./studio.js";

const find = (id) => document.getElementById(id);
const rows = find("csv-rows");
const COLUMNS = "date,client,task,person,hours";
const PREVIEWED = 5;

function isDate(text) {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

// Cells in quotes may hold commas; a doubled quote is a quote.
function cellsOf(line) {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .slice(0, COLUMNS.split(",").length)
    .map(([, cell]) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell).trim());
}

const isEntry = ([date, client, , , hours]) => isDate(date) && Boolean(client) && Number(hours) > 0;

// Returns {mistake} or {entries}. Rows are counted as a spreadsheet does: the heading is row 1.
function parse(text) {
  const lines = text.split(/\r?\n/);
  if (lines[0].replace(/\s/g, "").toLowerCase() !== COLUMNS) return { mistake: "Row 1 could not be imported" };
  const entries = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || !line.trim()) continue;
    const cells = cellsOf(line);
    // The honest defect: the message names the row and keeps the reason to itself.
    if (!isEntry(cells)) return { mistake: `Row ${index + 1} could not be imported` };
    entries.push(cells);
  }
  return entries.length ? { entries } : { mistake: "There are no rows to import" };
}

function showCount(count) {
  find("imported-count").textContent = `${count} ${count === 1 ? "entry" : "entries"}`;
}

find("csv-file").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (file) rows.value = await file.text();
  rows.dispatchEvent(new Event("input", { bubbles: true }));
});

find("load-example").addEventListener("click", async () => {
  const answer = await fetch("/assets/september-example.csv");
  rows.value = await answer.text();
  rows.dispatchEvent(new Event("input", { bubbles: true }));
});

find("import-form").addEventListener("submit", (event) => {
  event.preventDefault();
  say(find("import-status"), "");
  const { mistake, entries } = parse(rows.value.trim());
  if (mistake) return showError(rows, mistake);
  const studio = read();
  const logged = entries.map(([date, client, task, person, hours]) => ({
    day: `${date}T12:00`, client, task, person, hours: Number(hours),
  }));
  showCount(update({ logged: [...studio.logged, ...logged], imported: studio.imported + logged.length }).imported);
  fillTable(find("imported-rows"), entries.slice(0, PREVIEWED).map((cells) => [...cells.slice(0, 4), asHours(Number(cells[4]))]));
  find("preview").hidden = false;
  return say(find("import-status"), `${entries.length} time entries imported`);
});

clearErrorsOnInput(find("import-form"));
showCount(read().imported);
