// Draws a map of the world from the JSON that stands beside it and the outlines that the build has projected. Both are
// fetched after the first paint; the tables under the drawing say the same to whoever has no script.
import { select } from "d3-selection";

const SMALL = 5; // radius of a country that has a point and no outline

function outlines(svg, world, map) {
  const shown = new Map(map.countries.map((country) => [country.key, country]));
  const land = svg.append("g").attr("class", "map-land");
  for (const [key, { d, at }] of Object.entries(world.countries)) {
    const country = shown.get(key);
    if (!d && !country) continue;
    const shape = d ? land.append("path").attr("d", d)
      : land.append("circle").attr("cx", at[0]).attr("cy", at[1]).attr("r", SMALL);
    if (country) shape.attr("class", `map-step-${country.step}`).append("title").text(country.text);
  }
}

function curve([x0, y0], [x1, y1]) {
  // bowed to the side, so that the way there and the way back are two lines
  const bow = 0.18;
  return `M${x0},${y0}Q${(x0 + x1) / 2 + (y1 - y0) * bow},${(y0 + y1) / 2 - (x1 - x0) * bow} ${x1},${y1}`;
}

function ways(svg, world, map) {
  const group = svg.append("g").attr("class", "map-ways");
  for (const way of map.ways) {
    const [from, to] = [world.countries[way.from], world.countries[way.to]];
    if (!from || !to) continue;
    const line = group.append("g");
    line.append("path").attr("d", curve(from.at, to.at)).attr("class", `map-way map-way-${way.step}`);
    line.append("circle").attr("cx", to.at[0]).attr("cy", to.at[1]).attr("r", 1.5 + way.step);
    line.append("title").text(way.text);
  }
}

function unplaced(frame, world, map) {
  const names = map.countries.filter((country) => !world.countries[country.key]).map((country) => country.text);
  if (!names.length) return;
  const note = select(frame).append("p").attr("class", "map-unplaced");
  note.append("span").text(`${map.texts.unplaced} `);
  note.append("bdi").text(names.join(" · "));
}

async function draw(frame, map) {
  const answer = await fetch(frame.dataset.world);
  if (!answer.ok) return;
  const world = await answer.json();
  frame.replaceChildren();
  const svg = select(frame).append("svg").attr("class", "map-svg").attr("viewBox", `0 0 ${world.width} ${world.height}`)
    .attr("role", "img").attr("aria-label", map.title);
  outlines(svg, world, map);
  ways(svg, world, map);
  unplaced(frame, world, map);
}

for (const frame of document.querySelectorAll(".figure-map [data-source]")) {
  const source = document.getElementById(frame.dataset.source);
  if (source) draw(frame, JSON.parse(source.textContent));
}
