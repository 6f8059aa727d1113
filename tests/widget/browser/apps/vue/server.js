import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import { App } from "./app.js";

renderToString(createSSRApp(App, { path: "/" })).then((html) => console.log(html));
