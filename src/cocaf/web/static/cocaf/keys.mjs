// Keys for people who do this all day. A single letter is a key only where nothing is being typed, and not at all where
// the reader switched that off. Letters are read by what they write; on a keyboard that writes another script, by where
// they stand.
import { copy } from "./copy.mjs";

const WRITTEN = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const typing = (target) => target.closest(WRITTEN) !== null;
const off = () => document.body.dataset.letterKeys === "off";

// "؟" and "/" are one key on Arabic keyboards, which write no "/" there without help
function pressed(event) {
  if (event.key === "؟") return "?";
  if (/^[\x21-\x7e]$/.test(event.key)) return event.key.toLowerCase();
  if (event.key.length > 1) return "";
  if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
}

const rows = () => [...document.querySelectorAll("[data-rows] > *, .table tbody tr:has(a)")];
const here = () => rows().find((row) => row.contains(document.activeElement));

function move(step) {
  const all = rows();
  if (all.length === 0) return false;
  const next = all[Math.min(Math.max(all.indexOf(here()) + step, 0), all.length - 1)];
  next.querySelector("a, button, summary")?.focus();
  return true;
}

// what a page offers under a letter: in a list only of the row at which one is, so that a stray key decides nothing
function offered(letter) {
  const found = `[data-key="${letter}"]`;
  const target = here()?.querySelector(found) ?? document.querySelector(`:not([data-rows] *)${found}`);
  target?.click();
  return Boolean(target);
}

const ACTIONS = {
  "/": () => document.querySelector("[data-search], #bar-search")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  c: () => {
    const button = document.querySelector("button[data-copy]:not([hidden])");
    if (button) copy(button);
  },
  j: () => offered("j") || move(1),
  k: () => offered("k") || move(-1),
};

let going = 0;

function go(letter) {
  going = 0;
  document.querySelector(`#keys [data-go="${letter}"]`)?.click();
}

export function keys(root) {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (off() || typing(event.target)) return;
    if (document.querySelector("dialog:modal")) return;
    const letter = pressed(event);
    if (!letter) return;
    if (Date.now() - going < 1500) return go(letter);
    if (letter === "g") {
      going = Date.now();
      return;
    }
    if (ACTIONS[letter]) {
      event.preventDefault();
      ACTIONS[letter]();
    } else if (/^[a-z]$/.test(letter)) offered(letter);
  });
}
