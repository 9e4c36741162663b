// Draws the world once, when the assets are built: a path for each country and a point for each, in one projection, so
// that a page needs no projection and no geometry of its own. From world-atlas (Natural Earth, public domain).
// Keys are ISO 3166-1 numeric codes (983 for Kosovo, as CLDR has it), or the name where the atlas gives none. Called by
// build.mjs.
import { readFile } from "node:fs/promises";
import { geoArea, geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";

const WIDTH = 960;
const HEIGHT = 470;
// Territories that the atlas draws as part of another country, or not at all: longitude and latitude in degrees.
const POINTS = {
  254: [-53.1, 3.9], 312: [-61.55, 16.25], 474: [-61.02, 14.64], 638: [55.53, -21.12], 175: [45.16, -12.83],
  535: [-68.26, 12.18], 292: [-5.35, 36.14], 744: [15.6, 78.2], 162: [105.63, -10.49], 166: [96.83, -12.16],
  772: [-171.8, -9.2], 798: [179.2, -8.5], 74: [3.36, -54.42],
};

async function read(name) {
  const atlas = new URL(`../../node_modules/world-atlas/${name}.json`, import.meta.url);
  const topology = JSON.parse(await readFile(atlas, "utf8"));
  return feature(topology, topology.objects.countries).features;
}

function key(country) {
  if (country.properties.name === "Kosovo") return "983";
  return country.id ? String(Number(country.id)) : country.properties.name;
}

function largest(geometry) {
  // a country's point stands in its largest part: Brest is not where France and Guiana balance
  if (geometry.type !== "MultiPolygon") return geometry;
  const parts = geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates }));
  return parts.reduce((one, other) => (geoArea(other) > geoArea(one) ? other : one));
}

export async function world() {
  const [coarse, fine] = await Promise.all([read("countries-110m"), read("countries-50m")]);
  const shown = coarse.filter((country) => key(country) !== "10"); // without Antarctica
  const projection = geoEqualEarth().fitSize([WIDTH, HEIGHT], { type: "FeatureCollection", features: shown });
  const path = geoPath(projection).digits(1);
  const round = (point) => point.map((value) => Math.round(value * 10) / 10);
  const countries = {};
  for (const country of fine) countries[key(country)] = { at: round(path.centroid(largest(country.geometry))) };
  for (const [code, point] of Object.entries(POINTS)) countries[code] ??= { at: round(projection(point)) };
  for (const country of shown) countries[key(country)] = { ...countries[key(country)], d: path(country) };
  delete countries["10"];
  return { width: WIDTH, height: HEIGHT, countries };
}
