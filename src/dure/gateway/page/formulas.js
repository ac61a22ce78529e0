/* A formula: what it is made of, what it smells like over time, and whether it may be used. */

import { UNKNOWN, el, number, p, state } from "./elements.js";

const VERDICT = {
  pass: ["good", "안전 기준을 지켜요"], fail: ["bad", "안전 기준을 넘어요"],
  cannot_certify: ["unsure", "안전을 확인할 수 없어요"], invalid_input: ["bad", "처방을 읽을 수 없어요"],
};

/* Returns {nodes, next} for the formulas of an answer, or null if it has none. */
export function showFormulas({ items }) {
  const formulas = items.filter((item) => item.kind === "formula");
  if (!formulas.length) return null;
  return { nodes: formulas.map(sheet), next: [], cites: false };
}

/* A formula is {kind, title, verdict, parts: [{name, pct, note}], curve, notes: []}. */
function sheet(formula, i) {
  const parts = formula.parts ?? [];
  const rows = parts.map(({ name, note, pct }) => el("tr", {},
    el("td", { textContent: name }), el("td", { className: "soft", textContent: note ?? "" }),
    el("td", { className: "figure", textContent: Number.isFinite(pct) ? pct.toFixed(2) : UNKNOWN })));
  const heads = ["재료", "노트", "농축액 %"].map((name) => el("th", { scope: "col", textContent: name }));
  const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
  return el("section", { className: "card formula" },
    el("h2", { textContent: formula.title ?? `처방 ${number(i + 1)}` }),
    state(...(VERDICT[formula.verdict] ?? VERDICT.cannot_certify)),
    ...(formula.notes ?? []).map((note) => p("soft", note)),
    formula.curve && el("figure", { className: "picture" }, el("img", { alt: formula.curve.alt, src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(formula.curve.data)}` })),
    parts.length > 0 && el("details", { open: parts.length <= 12 }, el("summary", { textContent: `재료 ${number(parts.length)}가지` }),
      el("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: "처방 표" }, table)),
    formula.limits?.length > 0 && el("details", {}, el("summary", { textContent: "안전 계산표" }), limits(formula.limits)));
}

/* Each limit with what was measured against it. */
function limits(all) {
  const rows = all.map(({ name, measured_pct: measured, limit_pct: limit, source }) => el("tr", {},
    el("td", { textContent: name }), el("td", { className: "figure", textContent: number(measured) }),
    el("td", { className: "figure", textContent: number(limit) }), el("td", { className: "soft", textContent: source ?? "" })));
  const heads = ["기준", "들어 있는 %", "한도 %", "출처"].map((name) => el("th", { scope: "col", textContent: name }));
  return el("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: "안전 계산표" },
    el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows)));
}
