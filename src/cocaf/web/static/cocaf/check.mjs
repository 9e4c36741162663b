// The check at the counter. A scanner types and presses Enter after each line: Enter checks, but lines of a passport are
// waited for until the last one is there. F2 opens the courier sheet, also while the field has the focus.
const form = document.querySelector("form[data-check]");
const field = form?.querySelector("textarea");

// how many lines a zone has whose first one is as wide (ICAO Doc 9303)
const LINES = { 30: 3, 36: 2, 44: 2 };

function waitsForLines(text) {
  const lines = text.split("\n").map((line) => line.replaceAll(/\s/g, "")).filter(Boolean);
  const first = lines[0] ?? "";
  if (!/^[PVIAC][A-Z<]/i.test(first) || !first.includes("<")) return false;
  return lines.length < (LINES[first.length] ?? 1);
}

if (field) {
  // the next scan takes the place of the last one
  field.select();
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (waitsForLines(field.value)) return;
    event.preventDefault();
    if (field.value.trim()) form.requestSubmit();
  });
}

document.addEventListener("keydown", (event) => {
  const button = document.querySelector(`[data-fkey="${event.key}"]`);
  if (!button || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  button.click();
});
