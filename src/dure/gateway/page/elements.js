/* Building blocks of the page: what comes from the wire enters as text only. */

export const UNKNOWN = "확인 필요";

export function el(tag, props = {}, ...children) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children.filter(Boolean));
  return node;
}

export const p = (className, textContent) => el("p", { className, textContent });
export const span = (textContent, className = "") => el("span", { className, textContent });
export const button = (textContent, onclick) => el("button", { type: "button", className: "quiet", textContent, onclick });
export const state = (tone, text) => el("p", { className: `state ${tone}` }, span(text));

/* An element of a drawing. */
export function draw(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/* 1234567.5 as 1,234,567.5; what is not known is called so, never 0. */
export const number = (value) => (Number.isFinite(value) ? value.toLocaleString("ko-KR", { maximumFractionDigits: 4 }) : UNKNOWN);
