// Keeps what is typed in a report's form on the officer's machine while the line is down: encrypted with AES-GCM under a
// key that the node gives out only while the session lives, and that no script can read back. What is kept goes after
// its hours, when the node has taken it, and at sign-out. Without WebCrypto nothing is kept and the form works as ever.
import { PREFIX, sweep } from "./draft-sweep.mjs";

const ABOUT = document.getElementById("draft-about");
const text = new TextEncoder();
let locked = null; // the key, in memory only
let hours = 24;
let asking = null;

const formHere = () => document.querySelector("form[data-draft]");
const nameOf = (form) => PREFIX + form.dataset.draft;
const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const bytesOf = (written) => Uint8Array.from(atob(written), (sign) => sign.charCodeAt(0));

// Asks the node for the key. It answers "yes" (and the key is there), "out" (nobody is signed in) or "down".
async function askNode() {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const answer = await fetch(ABOUT.dataset.key, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(8000),
    });
    if (!answer.ok) return answer.status >= 500 ? "down" : "out";
    const told = await answer.json();
    hours = told.hours;
    locked = await crypto.subtle.importKey("raw", bytesOf(told.key), "AES-GCM", false, ["encrypt", "decrypt"]);
    return "yes";
  } catch {
    return "down";
  }
}

async function key() {
  if (!locked) {
    asking ??= askNode().finally(() => (asking = null));
    await asking;
  }
  return locked;
}

// What stands in the form, without the token that changes with every page.
function typed(form) {
  return [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
}

const shown = (form) => typed(form).filter(([name]) => name !== "mark");
const bound = (name, until) => text.encode(`${name}|${until}`);

let last = Promise.resolve();
// one after the other, so that what was typed last is what is kept
function keep(form, sent = false) {
  last = last.catch(() => false).then(() => lock(form, sent));
  return last;
}

async function lock(form, sent) {
  const with_ = await key();
  if (!with_) return false;
  const until = Date.now() + hours * 3600_000;
  const name = nameOf(form);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = text.encode(JSON.stringify({ at: Date.now(), typed: typed(form) }));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(name, until) }, with_, plain);
  const stamp = sent ? (form.dataset.draftStamp ?? "") : null;
  localStorage.setItem(name, JSON.stringify({ until, stamp, iv: base64(iv), sealed: base64(sealed) }));
  return until;
}

async function open(name) {
  const held = JSON.parse(localStorage.getItem(name) ?? "null");
  if (!held) return null;
  const with_ = await key();
  if (!with_) return null;
  try {
    const iv = bytesOf(held.iv);
    const additionalData = bound(name, held.until);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, with_, bytesOf(held.sealed));
    return { ...held, ...JSON.parse(new TextDecoder().decode(plain)) };
  } catch {
    localStorage.removeItem(name); // locked in a session that is over
    return null;
  }
}

function touched(form) {
  return [...form.elements].some((box) => {
    if (box.type === "hidden" || box.tagName === "BUTTON") return false;
    if (box.tagName === "SELECT") return [...box.options].some((each) => each.defaultSelected && !each.selected);
    return box.type === "radio" || box.type === "checkbox"
      ? box.checked !== box.defaultChecked
      : box.value !== box.defaultValue;
  });
}

function putBack(form, entries) {
  for (const box of form.elements) {
    // the mark tells whether this very report was filed already, before the answer was lost on the line
    if (!box.name || (box.type === "hidden" && box.name !== "mark") || box.tagName === "BUTTON") continue;
    const values = entries.filter(([name]) => name === box.name).map(([, value]) => value);
    if (box.type === "radio" || box.type === "checkbox") box.checked = values.includes(box.value);
    else if (values.length) box.value = values[0];
  }
}

// A banner of the page's own templates, with the time written into it.
function say(which, time) {
  const made = document.getElementById(`draft-${which}`).content.cloneNode(true);
  for (const place of made.querySelectorAll("[data-time]")) place.textContent = words(time);
  document.querySelector("[data-draft-bar]")?.remove();
  const bar = document.createElement("div");
  bar.dataset.draftBar = which;
  bar.className = "draft-bar";
  bar.append(made);
  formHere().before(bar);
  return bar;
}

function words(time) {
  const language = document.documentElement.lang;
  const how = { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(language === "ar" ? "ar-u-nu-latn" : language, how).format(new Date(time));
}

async function begin() {
  const form = formHere();
  if (!form) return;
  await key(); // now, while the line is up
  const name = nameOf(form);
  const before = JSON.stringify(shown(form));
  const held = await open(name);
  if (!held && touched(form)) await keep(form); // typed before this script was there
  if (!held) return;
  if (JSON.stringify(shown(form)) !== before) return; // somebody types already
  putBack(form, held.typed);
  if (JSON.stringify(shown(form)) === before) return;
  const bar = say("back", held.at);
  bar.querySelector("[data-throw]").addEventListener("click", () => {
    localStorage.removeItem(name);
    location.reload();
  });
}

async function send(event) {
  const form = event.target.closest("form[data-draft]");
  if (!form || form.dataset.sending) return;
  event.preventDefault();
  const button = event.submitter;
  clearTimeout(soon); // leaving a box on the way to the button is no new typing
  const until = await keep(form, true).catch(() => false);
  const line = await askNode();
  if (line === "yes") {
    document.querySelector("[data-draft-bar]")?.remove();
    form.dataset.sending = "1";
    form.requestSubmit(button);
    delete form.dataset.sending;
    return;
  }
  const bar = say(line === "out" ? "out" : until ? "down" : "unkept", until || Date.now());
  bar.querySelector("[data-again]")?.addEventListener("click", () => form.requestSubmit(button));
  bar.querySelector("[data-again]")?.focus();
}

let soon = 0;
function later(event) {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  clearTimeout(soon);
  form.dataset.draftDirty = "";
  soon = setTimeout(async () => {
    const mine = soon;
    await keep(form).catch(() => false);
    if (mine === soon) delete form.dataset.draftDirty;
  }, 300);
}

// Drops what the node has taken: all of a report that is filed, and of a draft what was sent before it last saved.
function received() {
  for (const kept of document.querySelectorAll("[data-draft-of]")) {
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX + kept.dataset.draftOf))) {
      const { stamp } = JSON.parse(localStorage.getItem(name));
      if (stamp !== null && stamp !== kept.dataset.draftSaved) localStorage.removeItem(name);
    }
  }
  for (const done of document.querySelectorAll("[data-draft-done]")) {
    localStorage.removeItem(PREFIX + done.dataset.draftDone);
  }
}

if (globalThis.crypto?.subtle) {
  sweep((until) => until > Date.now());
  received();
  if (ABOUT) {
    document.addEventListener("input", later);
    document.addEventListener("change", later);
    document.addEventListener("submit", send);
    // a part of the form that came from the node is saved there
    document.addEventListener("htmx:beforeRequest", () => formHere() && keep(formHere(), true).catch(() => false));
    document.addEventListener("htmx:afterSettle", () => {
      received();
      begin();
    });
    document.addEventListener("htmx:sendError", async () => {
      const until = await keep(formHere()).catch(() => false);
      say(until ? "down" : "unkept", until || Date.now()).querySelector("[data-again]")?.remove();
    });
    begin();
  }
}
