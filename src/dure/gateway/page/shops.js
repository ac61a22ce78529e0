/* Shops as cards, and where they lie to each other. What is not known is called so, never 0. */

import { UNKNOWN, draw, el, p, span, state } from "./elements.js";

const NEXT = ["다른 데", "더 싼 데", "첫 번째로 할게"];
const CARD = { Y: ["good", "카드 돼요"], P: ["unsure", "카드 일부만 돼요"], N: ["bad", "카드 안 돼요"], U: ["unsure", `카드 ${UNKNOWN}`] };
const CONTENTS = { vegan: "동물성 재료", vegetarian: "고기나 생선", halal: "할랄이 아닌 재료", no_pork: "돼지고기" };

/* Returns {nodes, next} for the shops of an answer, or null if it has none. */
export function showShops({ items }) {
  const shops = items.filter((item) => item.kind === "shop");
  if (!shops.length) return null;
  const recommended = shops.some((shop) => "open" in shop);
  const numbered = recommended || shops.length > 1;
  const placed = shops.map((shop, i) => ({ ...shop, number: i + 1 })).filter(({ lat, lon }) => Number.isFinite(lat) && Number.isFinite(lon));
  const cards = el("ol", { className: "cards" }, ...shops.map((shop, i) => shopCard(shop, numbered && i + 1)));
  return { nodes: [cards, placed.length > 1 && shopMap(placed)], next: recommended ? NEXT : [], cites: true };
}

function shopCard(shop, number) {
  const walk = Number.isFinite(shop.walk_min) ? `걸어서 약 ${shop.walk_min}분` : `걷는 시간 ${UNKNOWN}`;
  const dated = shop.as_of ? `${shop.as_of} 기준` : `날짜 ${UNKNOWN}`;
  const unsure = (shop.unsure_of ?? []).map((word) => CONTENTS[word] ?? word).join(", ");
  return el("li", { className: "card" },
    el("h2", {}, number && span(number, "number strong"), span(shop.name)),
    p("soft", [shop.category, walk].filter(Boolean).join(" · ")),
    dishList(shop.dishes ?? []),
    el("div", {}, state(...(CARD[shop.card] ?? CARD.U)), openState(shop), unsure && state("unsure", `재료 ${UNKNOWN}: ${unsure}`)),
    p("", shop.address ?? `주소 ${UNKNOWN}`),
    p("small", `${shop.source ?? `출처 ${UNKNOWN}`} · ${dated}`));
}

function dishList(dishes) {
  if (!dishes.length) return state("unsure", `메뉴와 가격 ${UNKNOWN}`);
  const price = (won) => (won > 0 ? `${won.toLocaleString("ko-KR")}원` : UNKNOWN);
  const rows = dishes.slice(0, 3).map((dish) => el("li", { className: "dish" }, span(dish.name), span(price(dish.price_won))));
  return el("ul", {}, ...rows, dishes.length > 3 && el("li", { className: "soft", textContent: `외 ${dishes.length - 3}가지` }));
}

/* Whether it is open when the person wants to go; the reply says which time that is. */
function openState({ open, hours, closes }) {
  if (open === "closed") return state("bad", "가실 때 닫혀 있어요");
  if (open !== "open") return open === undefined && hours ? null : state("unsure", `영업시간 ${UNKNOWN}`);
  const until = hours?.[0] === "00:00~24:00" ? " (24시간)" : closes ? ` (${clock(closes)}까지)` : "";
  return state("good", `가실 때 열려 있어요${until}`);
}

/* Past midnight the hours count on: 26:00. */
const clock = (time) => (time > "24:00" ? `다음 날 ${time.replace(/^\d+/, (hour) => String(hour - 24).padStart(2, "0"))}` : time);

/* Numbered dots where the shops lie to each other, north up and to scale; no streets. */
function shopMap(shops) {
  const [width, height, edge, foot] = [320, 190, 30, 26];
  const east = shops.map(({ lon }) => lon * 111_320 * Math.cos((shops[0].lat * Math.PI) / 180)); // metres
  const south = shops.map(({ lat }) => -lat * 110_950);
  const extent = (values) => Math.max(...values) - Math.min(...values);
  const middle = (values) => (Math.max(...values) + Math.min(...values)) / 2;
  const scale = Math.min((width - 2 * edge) / extent(east), (height - foot - 2 * edge) / extent(south), 0.8); // units a metre
  const place = (metres, i, room) => room / 2 + (metres[i] - middle(metres)) * scale;
  const dots = shops.map(({ number }, i) => ({ number, x: place(east, i, width), y: place(south, i, height - foot) }));
  keepApart(dots);
  const bar = [20_000, 10_000, 5000, 2000, 1000, 500, 200, 100].find((metres) => metres * scale <= width / 3) ?? 100;
  const [step, names] = [bar * scale, shops.map(({ number, name }) => `${number}번 ${name}`).join(", ")];
  const image = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `가게 위치: ${names}` });
  for (let x = 16; x < width; x += step) image.append(draw("path", { class: "grid", d: `M${x} 0V${height}` }));
  for (let y = height - 13; y > 0; y -= step) image.append(draw("path", { class: "grid", d: `M0 ${y}H${width}` }));
  image.append(
    draw("path", { class: "bar", d: `M16 ${height - 19}v6h${step}v-6` }),
    draw("text", { class: "length", x: 22 + step, y: height - 17 }, bar < 1000 ? `${bar}m` : `${bar / 1000}km`),
    ...dots.flatMap(({ number, x, y }) => [draw("circle", { cx: x, cy: y, r: 12 }), draw("text", { x, y: y + 4.3 }, `${number}`)]));
  return el("figure", { className: "map" }, image, el("figcaption", { className: "small", textContent: "위쪽이 북쪽이에요. 길은 그리지 않았어요." }));
}

function keepApart(dots, least = 27) {
  for (const [a, b] of dots.flatMap((a, i) => dots.slice(i + 1).map((b) => [a, b]))) {
    const [dx, dy] = [b.x - a.x || 1, b.y - a.y];
    const push = Math.max(0, least / Math.hypot(dx, dy) - 1) / 2;
    a.x -= dx * push; a.y -= dy * push; b.x += dx * push; b.y += dy * push;
  }
}
