/* What an element is where its author says nothing: the roles of HTML, as widget/roles.py has them. */
const ROLES = {
  A: "link", BUTTON: "button", SELECT: "combobox", TEXTAREA: "textbox", SUMMARY: "button", FORM: "form", IMG: "img",
  OPTION: "option", OUTPUT: "status",
};
const INPUT_ROLES = {
  checkbox: "checkbox", radio: "radio", button: "button", submit: "button", reset: "button", image: "button",
  range: "slider", number: "spinbutton", search: "searchbox",
};

/** The role that an author gave, else the tag's. */
export function roleOf(element) {
  const explicit = element.getAttribute("role");
  if (explicit) return explicit.trim().split(/\s+/)[0];
  if (element.tagName === "INPUT") return INPUT_ROLES[element.type] || "textbox";
  if (element.tagName === "A" && !element.hasAttribute("href")) return "";
  return ROLES[element.tagName] || (/^H[1-6]$/.test(element.tagName) ? "heading" : "");
}
