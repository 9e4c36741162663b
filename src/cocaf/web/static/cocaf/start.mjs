// What every page does beyond plain HTML. Nothing here is needed to do one's work.
import { copyButtons } from "./copy.mjs";
import { keys } from "./keys.mjs";

copyButtons(document);
keys(document);
document.querySelector("[data-focus]:not(.specimen *)")?.focus();
document.addEventListener("htmx:afterSettle", (event) => copyButtons(event.target));

// a menu closes when one looks elsewhere
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[name=bar-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
