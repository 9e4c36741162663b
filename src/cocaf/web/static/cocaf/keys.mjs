// Keys for people who do this all day: / searches, c copies the reference, j and k move, ? lists them.
import { copy } from "./copy.mjs";

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

function move(step) {
  const rows = [...document.querySelectorAll("[data-rows] > *, .table tbody tr:has(a)")];
  if (rows.length === 0) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  next.querySelector("a, button, summary")?.focus();
}

const ACTIONS = {
  "/": () => document.querySelector("[data-search], #bar-search")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  c: () => {
    const button = document.querySelector("button[data-copy]:not([hidden])");
    if (button) copy(button);
  },
  j: () => move(1),
  k: () => move(-1),
};

export function keys(root) {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const action = ACTIONS[event.key];
    if (!action || document.querySelector("#keys[open]")) return;
    event.preventDefault();
    action();
  });
}
