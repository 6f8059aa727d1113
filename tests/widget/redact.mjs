/* Masks what comes in, a JSON string a line, with the page's own code: `node redact.mjs REDACT_JS`. */
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { mask } = await import(pathToFileURL(process.argv[2]).href);
for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(mask(JSON.parse(line))));
