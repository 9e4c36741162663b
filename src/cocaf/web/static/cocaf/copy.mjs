// Copies a reference, and says so.
export async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const said = button.parentElement.querySelector("[data-copied-text]");
  if (said) said.textContent = said.dataset.copiedText;
}

export function copyButtons(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
