// Throws away what this machine keeps of reports. On the page of the sign-in everything goes: nobody is signed in.
export const PREFIX = "cocaf.draft.";

export function sweep(stays = () => false) {
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
    let until = 0;
    try {
      until = JSON.parse(localStorage.getItem(name)).until ?? 0;
    } catch {
      until = 0;
    }
    if (!stays(until)) localStorage.removeItem(name);
  }
}

if (document.querySelector("[data-signed-out]")) sweep();
