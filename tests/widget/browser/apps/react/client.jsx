import { StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { App } from "./app.jsx";

hydrateRoot(document.getElementById("root"), <StrictMode><App path={location.pathname} /></StrictMode>, {
  onRecoverableError: (error) => console.error("not hydrated:", error.message),
});
