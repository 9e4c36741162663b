// Draws every timeline of the page as bars, each from the JSON that stands beside it. Loaded as a module, so after the
// first paint; the table under the drawings says the same to whoever has no script.
import { scaleBand, scaleLinear } from "d3-scale";
import { max } from "d3-array";
import { select } from "d3-selection";

const TOP = 30;
const BOTTOM = 30;
const HEIGHT = 190;
const START = 60;
const END = 12;

function axis(root, chart, y, width, digits) {
  const rtl = chart.dir === "rtl";
  const grid = root.append("g").attr("class", "chart-grid");
  for (const value of y.ticks(4)) {
    grid.append("line").attr("x1", 0).attr("x2", width).attr("y1", y(value)).attr("y2", y(value))
      .attr("class", value === 0 ? "chart-zero" : null);
    grid.append("text").attr("x", rtl ? width + 8 : -8).attr("y", y(value)).attr("dy", "0.32em")
      .attr("direction", "ltr").attr("text-anchor", rtl ? "start" : "end").text(digits.format(value));
  }
  root.append("text").attr("class", "chart-unit").attr("x", rtl ? width + 8 : -8).attr("y", -12)
    .attr("direction", chart.dir).attr("text-anchor", "start").text(chart.unit);
}

function periods(root, chart, x, width) {
  const group = root.append("g").attr("class", "chart-years").attr("transform", `translate(0,${HEIGHT})`);
  const room = Math.max(1, Math.floor(width / (chart.short_letters * 8 + 16)));
  const step = Math.ceil(chart.bars.length / room);
  chart.bars.forEach((bar, at) => {
    if (at % step) return;
    group.append("text").attr("x", x(at) + x.bandwidth() / 2).attr("y", 18).attr("text-anchor", "middle")
      .attr("direction", chart.dir).text(bar.short);
  });
}

export function draw(frame, chart) {
  frame.replaceChildren();
  const full = Math.max(280, Math.floor(frame.clientWidth));
  const rtl = chart.dir === "rtl";
  const width = full - START - END;
  const x = scaleBand(chart.bars.map((_, at) => at), rtl ? [width, 0] : [0, width]).paddingInner(0.15).paddingOuter(0.1);
  const y = scaleLinear([0, max(chart.bars, (bar) => bar.value) || 1], [HEIGHT, 0]).nice(4);
  const digits = new Intl.NumberFormat(`${chart.lang}-u-nu-latn`, { maximumFractionDigits: 3 });
  const svg = select(frame).append("svg").attr("class", "chart-svg").attr("role", "img").attr("aria-label", chart.title)
    .attr("viewBox", `0 0 ${full} ${TOP + HEIGHT + BOTTOM}`).attr("width", full).attr("height", TOP + HEIGHT + BOTTOM);
  const root = svg.append("g").attr("transform", `translate(${rtl ? END : START},${TOP})`);
  axis(root, chart, y, width, digits);
  chart.bars.forEach((bar, at) => {
    const group = root.append("g").attr("class", "bar");
    // the whole height answers the pointer: a bar of one is hard to hit
    group.append("rect").attr("class", "bar-room").attr("x", x(at)).attr("width", x.bandwidth()).attr("height", HEIGHT);
    if (bar.value > 0) {
      const height = Math.max(1.5, HEIGHT - y(bar.value));
      group.append("rect").attr("class", "bar-amount").attr("x", x(at)).attr("width", x.bandwidth())
        .attr("y", HEIGHT - height).attr("height", height);
    }
    if (bar.marked) {
      group.append("path").attr("class", "bar-mark").attr("d", "M0,-5L5,0L0,5L-5,0Z")
        .attr("transform", `translate(${x(at) + x.bandwidth() / 2},${Math.max(6, y(bar.value) - 9)})`);
    }
    group.append("title").text(`${bar.label}: ${bar.text}`);
  });
  periods(root, chart, x, width);
}

function drawAll() {
  for (const frame of document.querySelectorAll(".figure-bars [data-source]")) {
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
