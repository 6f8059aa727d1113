/* What the browser gave the page, remembered before anything else runs: every own property of every object and
 * prototype that hangs on `window`. `changed()` names those that are not the same any more. With `?bare` in the address
 * the page stays without the widget. */
const owners = new Map([["window", window]]);
for (const name of Object.getOwnPropertyNames(window)) {
  const { value } = Object.getOwnPropertyDescriptor(window, name);
  if (typeof value !== "function") continue;
  owners.set(name, value);
  if (value.prototype) owners.set(`${name}.prototype`, value.prototype);
}
for (const name of ["document", "history", "navigator", "location", "localStorage", "sessionStorage", "console", "performance", "customElements", "crypto"])
  owners.set(name, window[name]);

const own = (owner) => new Map(Reflect.ownKeys(owner).map((key) => [key, Object.getOwnPropertyDescriptor(owner, key)]));
const same = (a, b) => a && b && ["value", "get", "set", "writable", "enumerable", "configurable"].every((part) => Object.is(a[part], b[part]));
const STORED = /^(localStorage|sessionStorage)$/; // their own properties are what is kept in them

const before = new Map([...owners].map(([name, owner]) => [name, own(owner)]));

window.changed = () => {
  const names = [];
  for (const [name, owner] of owners) {
    if (STORED.test(name)) continue;
    const now = own(owner);
    for (const key of new Set([...before.get(name).keys(), ...now.keys()]))
      if (!same(before.get(name).get(key), now.get(key))) names.push(`${name}.${String(key)}`);
  }
  return names.filter((name) => !/^window\.(changed|\d+)$/.test(name));
};

if (!location.search.includes("bare")) {
  const tag = document.createElement("script");
  tag.async = true;
  tag.dataset.site = "test-site";
  tag.src = "WIDGET/widget/handrail.js";
  document.head.append(tag);
}
