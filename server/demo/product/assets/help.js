// The help centre's filter: articles whose title or group holds every typed word.
const filter = document.querySelector("#help-filter");
const groups = [...document.querySelectorAll("[data-group]")];

filter?.addEventListener("input", () => {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const group of groups) {
    const items = [...group.querySelectorAll("li")];
    for (const item of items) {
      const text = `${group.dataset.group} ${item.textContent}`.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
    const left = items.filter((item) => !item.hidden).length;
    group.hidden = left === 0;
    found += left;
  }
  document.querySelector("#help-found").textContent = words.length ? `${found} of the articles match` : "";
});
