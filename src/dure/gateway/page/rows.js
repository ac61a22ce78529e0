/* Rows of figures: a table, a chart of them, and where they come from. */

import { draw, el, number, p, span } from "./elements.js";

const BARS_AT_MOST = 20;

/* Returns {nodes, next} for the rows of an answer, or null if it has none. */
export function showRows({ items, figures, sources }) {
  const rows = items.filter((item) => item.kind === "row");
  if (!rows.length && !figures.some((figure) => figure.row_count !== null)) return null;
  const measure = figures[0]?.measure ?? "값";
  return { nodes: [rows.length > 0 && table(rows, measure), rows.length > 1 && chart(rows, measure), origin(figures, sources)], next: [], cites: true };
}

/* A row is {kind, name, value, unit}. */
function table(rows, measure) {
  const heads = ["이름", rows[0].unit ? `${measure} (${rows[0].unit})` : measure].map((name, i) =>
    el("th", { scope: "col", className: i ? "figure" : "", textContent: name }));
  const body = rows.map(({ name, label, value }) => el("tr", {}, el("td", { textContent: label ?? name }), el("td", { className: "figure", textContent: number(value) })));
  const made = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...body));
  return el("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: "표" }, made);
}

/* Bars for things beside each other, a line for times after each other. */
function chart(points, measure) {
  if (points.length > BARS_AT_MOST || !points.every(({ value }) => Number.isFinite(value))) return null;
  const timed = points.length > 2 && points.every(({ name }) => /^\d{4}(-\d{2}){0,2}$|^\d{4}년|^\d{1,2}월/.test(name));
  const drawn = timed ? line(points) : bars(points);
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", `${measure} 그림. 값은 위의 표에 있어요.`);
  return el("figure", { className: "chart" }, drawn);
}

function bars(points) {
  const [width, step] = [340, 30];
  const [low, high] = [Math.min(0, ...points.map(({ value }) => value)), Math.max(0, ...points.map(({ value }) => value))];
  const scale = (width - 150) / (high - low || 1);
  const zero = 140 - low * scale;
  const image = draw("svg", { viewBox: `0 0 ${width} ${points.length * step + 4}` });
  points.forEach(({ name, value }, i) => {
    const x = zero + Math.min(0, value) * scale;
    image.append(
      draw("text", { class: "name", x: 132, y: i * step + 20 }, name.length > 11 ? `${name.slice(0, 10)}…` : name),
      draw("rect", { class: "mark", x, y: i * step + 6, width: Math.max(1, Math.abs(value) * scale), height: step - 12, rx: 4 }));
  });
  return image;
}

function line(points) {
  const [width, height, edge] = [340, 170, 26];
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(...values)];
  const x = (i) => edge + (i * (width - 2 * edge)) / (points.length - 1);
  const y = (value) => height - edge - ((value - low) * (height - 2 * edge)) / (high - low || 1);
  const image = draw("svg", { viewBox: `0 0 ${width} ${height}` });
  image.append(
    draw("path", { class: "axis", d: `M${edge} ${y(0)}H${width - edge}` }),
    draw("path", { class: "trace", d: `M${points.map(({ value }, i) => `${x(i)} ${y(value)}`).join("L")}` }),
    ...points.map(({ value }, i) => draw("circle", { class: "mark", cx: x(i), cy: y(value), r: 4 })),
    draw("text", { class: "name first", x: edge, y: height - 6 }, points[0].name),
    draw("text", { class: "name", x: width - edge, y: height - 6 }, points.at(-1).name));
  return image;
}

/* Where a figure comes from: its measure, filter, period, how many rows and as of when. */
function origin(figures, sources) {
  const told = [...new Map(figures.map((figure) => [`${figure.measure}|${figure.filter}|${figure.period}`, figure])).values()];
  const lines = told.slice(0, 5).map(({ measure, filter, period, row_count: rows, as_of: at }) =>
    el("li", { textContent: [measure, filter, period, rows !== null && `${number(rows)}행`, at && `${at} 기준`].filter(Boolean).join(" · ") }));
  const from = sources.length > 0 && p("small", `출처: ${sources.join(", ")}`);
  return el("details", { className: "origin" }, el("summary", {}, span("어디서 나온 숫자인가요?")), el("ul", { className: "small" }, ...lines), from);
}
