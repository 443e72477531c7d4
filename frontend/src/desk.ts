/** The desk's page script. Every page works without it; it adds partial reloads, keys, maps and lines. */
import "@tabler/core/dist/css/tabler.min.css";
import "./styles/index.css";
import "htmx.org";
import { keys } from "./keys";
import { busy, menus } from "./menus";
import { notices } from "./notices";
import { selection } from "./selection";

keys();
menus();
busy();
selection();
notices();

/** Charts are loaded only by the pages that carry one. */
function charts(root: ParentNode): void {
  if (root.querySelector("[data-chart]")) void import("./charts").then(({ draw }) => draw(root));
}

charts(document);
document.addEventListener("htmx:after:swap", () => charts(document));
