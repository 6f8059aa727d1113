// A page that does each thing once; the script tag is added with the attributes that a test asks for in the address.
// Python starts when the page is idle, unless the test says otherwise (`boot=`: as where the tag does not say).
const by = (id) => document.getElementById(id);
const on = (id, work) => by(id).addEventListener("click", work);

const shadow = by("card").attachShadow({ mode: "open" });
shadow.innerHTML = "<button id='inner'>Inside</button>";

on("works", () => (by("details").textContent += "Two seats. "));
on("throws", () => {
  throw new Error("rates is undefined");
});
on("opens", () => window.open("about:blank"));
on("asks", () => window.confirm("Delete?"));
on("writes", () => navigator.clipboard.writeText("a link"));
on("saves", () => {
  const link = document.createElement("a"); // never in the document
  link.href = URL.createObjectURL(new Blob(["text"]));
  link.download = "list.txt";
  link.click();
});
on("prints", () => window.print());
on("plays", async () => {
  const sound = document.createElement("audio");
  document.body.append(sound);
  sound.volume = 0.5;
});
on("grows", () => by("prose").requestFullscreen());
on("scripted", () => by("idle").click());
on("loads", () => fetch("/prices.json"));
on("talks", () => window.socket.send("hello"));
by("profile").addEventListener("submit", (event) => {
  event.preventDefault();
  by("company").setAttribute("aria-invalid", "true");
  by("company").setAttribute("aria-errormessage", "sorry");
});

const tag = document.createElement("script");
tag.async = true;
tag.dataset.boot = "idle";
for (const [name, value] of new URLSearchParams(location.search)) tag.setAttribute(`data-${name}`, value);
tag.dataset.site = "test-site";
tag.src = "WIDGET/widget/handrail.js";
document.head.append(tag);
