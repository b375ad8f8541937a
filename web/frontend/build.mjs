// Builds what browsers load, from app.scss and the packages of package.json,
// into web/static. Needs no network. Run it with `npm run build`.
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const nhsuk = join(root, "node_modules", "nhsuk-frontend", "dist", "nhsuk");
const out = join(here, "..", "static");
const kept = new Set([".gitignore", "README.md"]);

const { css } = sass.compile(join(here, "app.scss"), {
  loadPaths: [nhsuk],
  style: "compressed",
  quietDeps: true,
});

// A page may load nothing from elsewhere: the policy would refuse it anyway.
const outside = css.match(/url\(["']?(?:https?:)?\/\/[^)]*\)|@import[^;]*/);
if (outside) throw new Error(`the styles load something from outside: ${outside[0]}`);

mkdirSync(out, { recursive: true });
for (const name of readdirSync(out)) {
  if (!kept.has(name)) rmSync(join(out, name), { recursive: true });
}
writeFileSync(join(out, "app.css"), css);

const pictures = new Set([...css.matchAll(/\/static\/images\/([\w.-]+)/g)].map((m) => m[1]));
pictures.add("favicon.svg");
for (const name of pictures) {
  cpSync(join(nhsuk, "assets", "images", name), join(out, "images", name));
}
console.log(`web/static: app.css ${Math.round(css.length / 1024)} KB, ${pictures.size} pictures`);
