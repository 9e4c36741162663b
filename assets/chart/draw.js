// One line chart. A year without a figure is a gap with a mark under it, never a zero; a figure that a rule flags is
// drawn dashed beside the line that leaves it out. Classes only: the content security policy allows no inline style.
import { line } from "d3-shape";
import { select } from "d3-selection";
import { amounts, drawAxes, years } from "./axes.js";

const BESIDE_LABELS = 560; // from this width on, the labels stand beside the ends of the lines
const LABEL_STEP = 19;
const FLAG_WIDTH = 96; // closer than this, only the first flag carries its words

function known(value) {
  return value !== null && value !== undefined;
}

function layout(frame, chart) {
  const full = Math.max(280, Math.floor(frame.clientWidth));
  const beside = full >= BESIDE_LABELS;
  const start = 56;
  const end = beside ? 196 : 16;
  const rtl = chart.dir === "rtl";
  const margin = { top: 34, bottom: 44, left: rtl ? end : start, right: rtl ? start : end };
  const height = full >= BESIDE_LABELS ? 320 : 260;
  return { full, beside, margin, width: full - margin.left - margin.right, height, total: height + 34 + 44 };
}

function path(points, x, y, field, positiveOnly) {
  return line()
    .defined((p) => known(p[field]) && (!positiveOnly || p[field] > 0))
    .x((p) => x(p.year))
    .y((p) => y(p[field]))(points);
}

function drawPoints(group, series, x, y, chart) {
  for (const point of series.points) {
    if (!known(point.value) || (chart.scale === "log" && point.value <= 0)) continue;
    group.append("circle").attr("cx", x(point.year)).attr("cy", y(point.value)).attr("r", 3)
      .append("title").text(`${series.label}, ${point.year}: ${point.text}`);
  }
}

function drawFlagged(group, series, x, y, chart) {
  const { points } = series;
  let labelled = null;
  points.forEach((point, i) => {
    if (!known(point.with_flagged)) return;
    const flagged = { year: point.year, value: point.with_flagged };
    const near = [points[i - 1], flagged, points[i + 1]].filter((p) => p);
    group.append("path").attr("class", "chart-line chart-flagged").attr("d", path(near, x, y, "value", chart.scale === "log"));
    const mark = group.append("g").attr("class", "chart-flag")
      .attr("transform", `translate(${x(point.year)},${y(point.with_flagged)})`);
    mark.append("path").attr("d", "M0,-6L6,0L0,6L-6,0Z")
      .append("title").text(`${series.label}, ${point.year}: ${point.with_flagged_text}`);
    if (labelled !== null && Math.abs(x(point.year) - labelled) < FLAG_WIDTH) return;
    labelled = x(point.year);
    mark.append("text").attr("y", -11).attr("text-anchor", "middle").attr("direction", chart.dir)
      .text(chart.texts.flagged);
  });
}

function drawGaps(root, chart, x, height) {
  chart.series.forEach((series, row) => {
    for (const point of series.points) {
      if (known(point.value)) continue;
      const mark = root.append("g").attr("class", `chart-gap series-${series.colour}`)
        .attr("transform", `translate(${x(point.year)},${height - 7 - row * 9})`);
      mark.append("path").attr("d", "M-3,-3L3,3M-3,3L3,-3");
      mark.append("title").text(`${series.label}, ${point.year}: ${chart.texts.missing}`);
    }
  });
}

function spread(ends, bottom) {
  // Labels keep the order of the lines' ends, never lie on one another, and stay above the axis.
  ends.sort((a, b) => a.at - b.at);
  for (let i = 1; i < ends.length; i += 1) ends[i].at = Math.max(ends[i].at, ends[i - 1].at + LABEL_STEP);
  let floor = bottom;
  for (let i = ends.length - 1; i >= 0; i -= 1) {
    ends[i].at = Math.min(ends[i].at, floor);
    floor = ends[i].at - LABEL_STEP;
  }
  return ends;
}

function drawLabels(root, chart, y, width, height) {
  const rtl = chart.dir === "rtl";
  const ends = [];
  for (const series of chart.series) {
    const last = series.points.filter((p) => known(p.value) && (chart.scale !== "log" || p.value > 0)).pop();
    if (last) ends.push({ series, at: y(last.value) });
  }
  for (const { series, at } of spread(ends, height - 8)) {
    const from = rtl ? -10 : width + 10;
    const to = rtl ? -24 : width + 24;
    root.append("path").attr("class", `chart-swatch series-${series.colour}`).attr("d", `M${from},${at}H${to}`);
    root.append("text").attr("class", "chart-label").attr("x", rtl ? -30 : width + 30).attr("y", at).attr("dy", "0.32em")
      .attr("direction", chart.dir).attr("text-anchor", "start").text(series.label);
  }
}

function drawKey(frame, chart) {
  const key = select(frame).append("ul").attr("class", "chart-key");
  for (const series of chart.series) {
    key.append("li").attr("class", `series-${series.colour}`).append("span").text(series.label);
  }
}

export function draw(frame, chart) {
  frame.replaceChildren();
  if (chart.years.length === 0) return;
  const place = layout(frame, chart);
  const svg = select(frame).append("svg").attr("class", "chart-svg").attr("viewBox", `0 0 ${place.full} ${place.total}`)
    .attr("width", place.full).attr("height", place.total).attr("role", "img").attr("aria-label", chart.title);
  const root = svg.append("g").attr("transform", `translate(${place.margin.left},${place.margin.top})`);
  const x = years(chart, place.width);
  const y = amounts(chart, place.height);
  drawAxes(root, chart, x, y, place.width, place.height);
  for (const series of chart.series) {
    const group = root.append("g").attr("class", `chart-series series-${series.colour}`);
    group.append("path").attr("class", "chart-line").attr("d", path(series.points, x, y, "value", chart.scale === "log"));
    drawPoints(group, series, x, y, chart);
    drawFlagged(group, series, x, y, chart);
  }
  drawGaps(root, chart, x, place.height);
  if (place.beside) drawLabels(root, chart, y, place.width, place.height);
  else drawKey(frame, chart);
}
