// Finds the tables in an answer. Passages keep a table's row as a line, its cells joined by " | ". No DOM.
//
// A run of such lines is a table: its first row names the columns, unless each row names them itself with its values
// ("Plan: Solo | Seats: 1"), as sheets are read. A single row without names is no table and stays text. Rows of another
// passage are another table. The marks of sources stay with their rows; the columns' own is left out, because the row
// beneath it has one of the same passage.

const ITEM = /^\s*(?:\d+[.)]|[-*•]|#{1,6})\s/;
const BETWEEN = /(?:^|\s)\|(?=\s|$)(?=(?:[^`]*`[^`]*`)*[^`]*$)/; // a bar within code is the code's own
const MARKS = /(?:\s*\[\d{1,2}\])+\s*$/;
const RULE = /^[\s|:-]*--[\s|:-]*$/; // under the names, where a person writes a table as Markdown does
const NAMED = /^([^:]{1,80}):\s+(\S.*)$/;

const MOST_OF_CELL = 24; // characters that a cell takes before it is broken into lines
const GAP = 2; // characters that two columns stand apart
const NARROW = 40; // characters that stand side by side on a phone of 320 px
const MIDDLE = 50; // and in the panel beside a page

/**
 * The lines of `text`, with `{columns, rows}` in place of those of each table: names, and as many cells for each row.
 * `passageOf(n)` is the passage that the mark [n] leads to.
 */
export function withTables(text, passageOf = () => undefined) {
  const found = [];
  let run = [];
  for (const line of [...text.split("\n"), null]) {
    if (line !== null && (cellsOf(line) || (run.length && isRule(line)))) {
      run.push(line);
      continue;
    }
    found.push(...tables(run, passageOf));
    run = [];
    if (line !== null) found.push(line);
  }
  return found;
}

/** As much of an unfinished answer as stays as it is: the rows at its end wait until their table is whole. */
export function settled(text) {
  const lines = text.split("\n");
  let whole = lines.length - 1;
  if (isRow(lines[whole - 1]) && !ITEM.test(lines[whole])) while (isRow(lines[whole - 1])) whole -= 1;
  else if (!/(?:^|\s)\|/.test(lines[whole]) || ITEM.test(lines[whole])) return text;
  return lines.slice(0, whole).join("\n");
}

/** How much room a table needs so that its columns stand side by side: "narrow", "middle" or "wide" (nowhere). */
export function room({ columns, rows }) {
  if (rows.length === 1) return "wide"; // one thing told of: its values are read beneath each other
  const needed = columns.map((name, place) => {
    const texts = [name, ...rows.map((row) => row[place].replace(MARKS, ""))];
    const word = Math.max(...texts.flatMap((text) => text.split(/\s+/)).map((one) => one.length));
    const whole = Math.max(...texts.map((text) => text.length));
    return Math.max(word, Math.min(MOST_OF_CELL, whole));
  });
  const sum = needed.reduce((all, one) => all + one, GAP * (columns.length - 1));
  return sum <= NARROW ? "narrow" : sum <= MIDDLE ? "middle" : "wide";
}

function isRow(line) {
  return Boolean(line) && (cellsOf(line) !== null || isRule(line));
}

function isRule(line) {
  return line.includes("|") && RULE.test(line);
}

// The cells of a row; null for any other line.
function cellsOf(line) {
  if (ITEM.test(line) || isRule(line)) return null;
  const marks = MARKS.exec(line)?.[0] ?? "";
  const bare = line.slice(0, line.length - marks.length);
  const cells = bare.split(BETWEEN).map((cell) => cell.trim());
  const framed = bare.trim().length > 1 && !cells[0] && !cells.at(-1) && /^\|.*\|$/.test(bare.trim());
  const own = framed ? cells.slice(1, -1) : cells;
  if (own.length < 2 || !own.some(Boolean)) return null;
  return [...own.slice(0, -1), `${own.at(-1)}${marks.trimEnd()}`.trim()];
}

// The tables of a run of lines, and lines where they are none.
function tables(run, passageOf) {
  const groups = [];
  for (const line of told(run, passageOf)) {
    const group = groups.at(-1);
    if (group && group[0].passage === line.passage && group[0].named === line.named) group.push(line);
    else groups.push([line]);
  }
  return groups.flatMap((group) => {
    if (group[0].named) return [byName(group.map(({ cells }) => cells))];
    return group.length > 1 ? [byPlace(group.map(({ cells }) => cells))] : [group[0].line];
  });
}

// The rows with the passage that each is from: that of its own mark, or of the next one, where its quote ends.
function told(run, passageOf) {
  let passage;
  const rows = [];
  for (const line of run.filter((one) => !isRule(one)).reverse()) {
    const cells = cellsOf(line);
    const mark = MARKS.exec(line)?.[0].match(/\d+/);
    if (mark) passage = passageOf(Number(mark[0])) ?? passage;
    rows.unshift({ line, cells, passage, named: cells.filter((cell) => NAMED.test(cell)).length * 2 > cells.length });
  }
  return rows;
}

function byPlace([names, ...rows]) {
  const wide = Math.max(names.length, ...rows.map((row) => row.length));
  const filled = (row) => Array.from({ length: wide }, (_, place) => row[place] ?? "");
  return { columns: filled(names).map((name) => name.replace(MARKS, "")), rows: rows.map(filled) };
}

function byName(rows) {
  const values = rows.map((row) => {
    const held = new Map();
    for (const cell of row) {
      const [, name, value] = NAMED.exec(cell) ?? [cell, "", cell];
      held.set(name, held.has(name) ? `${held.get(name)}, ${value}` : value);
    }
    return held;
  });
  const columns = [...new Set(values.flatMap((held) => [...held.keys()]))];
  return { columns, rows: values.map((held) => columns.map((name) => held.get(name) ?? "")) };
}
