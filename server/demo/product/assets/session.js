// Runs before the first paint: decides which navigation is shown, and sends people who signed out to the door.
(() => {
  const root = document.documentElement;
  const session = localStorage.getItem("quillbook-session");
  if (root.dataset.frame === "either") root.dataset.frame = session === "in" ? "workspace" : "public";
  else if (root.dataset.frame === "workspace" && session === "out") {
    location.replace(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  } else if (root.dataset.frame === "workspace") localStorage.setItem("quillbook-session", "in");
})();
