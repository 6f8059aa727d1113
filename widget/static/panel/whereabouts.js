// Where in the page the visitor is: its name, and the field or step that was last in use.

import { fieldName, pageWords } from "./page.js";

/** `{look(), inField(element)}`; `moved({page, field, step})` is told what they found. */
export function whereabouts(snapshotNow, moved) {
  let where = { page: "", field: "", step: "" };

  // The way into the panel takes the focus off the field: the last one in use is what the visitor means.
  function look() {
    const seen = pageWords(snapshotNow());
    const same = !where.page || seen.page === where.page;
    where = { ...seen, field: seen.field || (same ? where.field : "") };
    moved(where);
  }

  function inField(element) {
    const field = fieldName(element);
    if (field) where = { ...where, field };
    moved(where);
  }

  return { look, inField };
}
