import { gzipSync } from "node:zlib";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

import { icon } from "./icons";

const out = "../tongchou/web/static/web/build";

/** Writes FILE.gz beside every text file, which the desk's server sends to browsers that take it. */
function gzip(): Plugin {
  return {
    name: "gzip",
    closeBundle() {
      for (const name of readdirSync(out, { recursive: true }) as string[]) {
        const file = join(out, name);
        if (statSync(file).isFile() && /\.(css|js|svg)$/.test(name)) writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
      }
    },
  };
}

/** Writes the field page's icons. */
function icons(): Plugin {
  return {
    name: "icons",
    generateBundle() {
      for (const pixels of [192, 512]) {
        this.emitFile({ type: "asset", fileName: `field-${pixels}.png`, source: icon(pixels) });
        this.emitFile({ type: "asset", fileName: `field-round-${pixels}.png`, source: icon(pixels, 0.3) });
      }
    },
  };
}

export default defineConfig({
  base: "/static/",
  build: {
    outDir: out,
    emptyOutDir: true,
    manifest: "manifest.json",
    // Office browsers of 2020 and later; inlining is off so that no page needs a data: script or style.
    target: ["chrome87", "firefox91", "safari14"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rollupOptions: { input: ["src/desk.ts", "src/field/main.tsx", "src/field/worker.ts"] },
  },
  plugins: [icons(), gzip()],
});
