// A page on which every kind of struggle can happen, and every ordinary habit that looks like one.
const by = (id) => document.getElementById(id);
const tell = (text) => (by("news").textContent = text);
const on = (id, work, name = "click") => by(id).addEventListener(name, work);

const count = (id) => {
  let times = 0;
  on(id, () => (by("details").textContent = `${id} ${++times}`));
};
["works", "plus", "next", "flag", "ignored"].forEach(count);
on("opens", () => window.open("/prices.json", "_blank"));
on("asks", () => window.confirm("Delete?"));
on("copies", () => {
  const range = document.createRange();
  range.selectNode(by("prose"));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  document.execCommand("copy");
  getSelection().removeAllRanges();
});
on("menu", () => (by("details").textContent = "menu open"), "mousedown"); // answers before the click
for (const id of ["slow-one", "slow-two", "slow-three"])
  on(id, async () => {
    await fetch(`/slow.json?${id}`);
    by("details").textContent = `${id} loaded`;
  });
on("throws", () => {
  throw new Error("rates is undefined");
});
on("rejects", () => void Promise.reject(new Error("no rates today")));
on("fails", () => void fetch("/missing.json"));

for (const [id, route] of [["to-home", "/home"], ["to-team", "/team"], ["to-plans", "/plans"]])
  on(id, () => {
    history.pushState({}, "", route);
    document.querySelector("h1").textContent = route;
  });

on("search", () => {
  by("results").innerHTML = "";
  const hit = document.createElement("li");
  hit.innerHTML = '<a href="#/help/article">An article</a>';
  by("results").append(hit);
}, "input");
on("search-form", (event) => event.preventDefault(), "submit");

function refuse(field, error, text) {
  by(field).setAttribute("aria-invalid", "true");
  by(field).setAttribute("aria-errormessage", error);
  by(error).textContent = text;
}
on("profile", (event) => {
  event.preventDefault();
  if (by("vat").value && !by("vat").value.startsWith("DE")) return refuse("vat", "vat-error", "The number needs DE in front");
  by("vat").removeAttribute("aria-invalid");
  by("vat-error").textContent = "";
  tell(`Profile saved at ${performance.now() | 0}`);
}, "submit");
on("invite", (event) => {
  event.preventDefault();
  if (!by("mail").value.includes("@")) return refuse("mail", "mail-error", "That is no address");
  by("mail").removeAttribute("aria-invalid");
  by("mail-error").textContent = "";
  tell(`Invite sent at ${performance.now() | 0}`);
}, "submit");
addEventListener("show-error", () => (by("sorry").textContent = "The invoice could not be loaded: code 4711"));
addEventListener("unhandledrejection", (event) => event.preventDefault());
