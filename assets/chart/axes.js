// Scales and axes: amounts from zero, logarithmic only when the data ask for it, time with the reader's direction.
import { scaleLinear, scaleLog } from "d3-scale";
import { max, min } from "d3-array";

export function digits(chart) {
  // One set of digits in all four languages: figures are read out between countries.
  return new Intl.NumberFormat(`${chart.lang}-u-nu-latn`, { maximumFractionDigits: 3 });
}

export function amounts(chart, height) {
  const values = chart.series.flatMap((s) => s.points.flatMap((p) => [p.value, p.with_flagged]))
    .filter((v) => v !== null && v !== undefined);
  const top = max(values) || 1;
  if (chart.scale !== "log") return scaleLinear([0, top], [height, 0]).nice(5);
  const low = min(values.filter((v) => v > 0)) || 0.1;
  return scaleLog([low, Math.max(top, low * 10)], [height, 0]).nice();
}

export function years(chart, width) {
  const span = [chart.years[0], chart.years[chart.years.length - 1]];
  return scaleLinear(span, chart.dir === "rtl" ? [width, 0] : [0, width]);
}

function yearTicks(chart, width) {
  const [first, last] = [chart.years[0], chart.years[chart.years.length - 1]];
  const room = Math.max(2, Math.floor(width / 52));
  const step = [1, 2, 5, 10, 20].find((s) => (last - first) / s <= room) || 25;
  return chart.years.filter((y) => (y - first) % step === 0);
}

function amountTicks(chart, y) {
  if (chart.scale !== "log") return y.ticks(5);
  return y.ticks().filter((v) => Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-9);
}

export function drawAxes(root, chart, x, y, width, height) {
  const rtl = chart.dir === "rtl";
  const number = digits(chart);
  const grid = root.append("g").attr("class", "chart-grid");
  for (const value of amountTicks(chart, y)) {
    grid.append("line").attr("x1", 0).attr("x2", width).attr("y1", y(value)).attr("y2", y(value))
      .attr("class", value === 0 ? "chart-zero" : null);
    grid.append("text").attr("x", rtl ? width + 8 : -8).attr("y", y(value)).attr("dy", "0.32em")
      .attr("direction", "ltr").attr("text-anchor", rtl ? "start" : "end").text(number.format(value));
  }
  const axis = root.append("g").attr("class", "chart-years").attr("transform", `translate(0,${height})`);
  for (const year of yearTicks(chart, width)) {
    axis.append("line").attr("x1", x(year)).attr("x2", x(year)).attr("y2", 5);
    axis.append("text").attr("x", x(year)).attr("y", 20).attr("text-anchor", "middle").text(String(year));
  }
  root.append("text").attr("class", "chart-unit").attr("x", rtl ? width + 8 : -8).attr("y", -14)
    .attr("direction", chart.dir).attr("text-anchor", "start").text(chart.unit);
}
