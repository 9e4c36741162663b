// Bundles what the pages load after their first paint into one git-ignored folder.
// Called by `npm run build` (and so by `make assets`); nothing of it runs on a server.
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { world } from "./world.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const target = join(root, "src", "cocaf", "web", "static", "build");

const options = {
  absWorkingDir: root,
  entryPoints: { chart: "assets/chart/main.js", bars: "assets/bars/main.js", map: "assets/map/main.js" },
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  // Ten-year-old machines run a browser of the last years, or they run nothing that still has security updates.
  target: ["es2020"],
  charset: "utf8",
  legalComments: "eof",
  metafile: true,
  logLevel: "warning",
};

async function report(result) {
  for (const path of Object.keys(result.metafile.outputs)) {
    const { size } = await stat(join(root, path));
    console.log(`${relative(root, path)}  ${(size / 1024).toFixed(1)} kB`);
  }
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await writeFile(join(target, "world.json"), JSON.stringify(await world()));
if (process.argv.includes("--watch")) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  await report(await esbuild.build(options));
}
