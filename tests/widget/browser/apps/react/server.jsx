import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { App } from "./app.jsx";

console.log(renderToString(<StrictMode><App path="/" /></StrictMode>));
