// Draws every chart of the page, each from the JSON that stands beside it. Loaded as a module, so after the first
// paint; the table under each chart says the same to whoever has no script.
import { draw } from "./draw.js";

function drawAll() {
  for (const frame of document.querySelectorAll(".figure-chart [data-source]")) {
    const source = document.getElementById(frame.dataset.source);
    if (source) draw(frame, JSON.parse(source.textContent));
  }
}

drawAll();

let waiting = 0;
window.addEventListener("resize", () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(drawAll);
});
