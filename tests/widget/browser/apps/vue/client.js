import { createSSRApp } from "vue";
import { App } from "./app.js";

createSSRApp(App, { path: location.pathname }).mount("#root");
