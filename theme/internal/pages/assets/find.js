// The page Find, and the box on every page that leads to it. What is found says search.js; here it is narrowed down,
// sorted and shown. Texts of postmortems are only ever shown as text, never as markup.

import { folded, json, open, scored } from "./search.js";

const FIRST = 8, AT_ONCE = 6, MORE = 20, WINDOW = 32;
const FACETS = ["cause", "factor", "trigger", "service", "severity", "year", "detection", "mitigation", "status", "nearmiss", "open"];
const ORDERS = { relevance: "Best first", date: "Newest first", duration: "Longest first", severity: "Gravest first" };

// It comes as soon as it can, which may be before the page has.
if (document.readyState === "loading" && !document.querySelector("footer")) {
  await new Promise((come) => document.addEventListener("DOMContentLoaded", come, { once: true }));
}
const box = document.querySelector("#kb-box");
const page = document.querySelector("#kb-find");

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey && box) {
    event.preventDefault();
    event.stopImmediatePropagation();
    box.focus();
    box.select();
  }
}, true);

const many = (number, one) => `${number.toLocaleString("en")} ${number === 1 ? one : `${one}s`}`;

// What is looked for.

function asked(address) {
  const given = new URLSearchParams(address);
  const chosen = new Map();
  for (const name of FACETS) {
    const values = given.getAll(name).filter(Boolean);
    if (values.length) chosen.set(name, new Set(values));
  }
  const sort = Object.hasOwn(ORDERS, given.get("sort") ?? "") ? given.get("sort") : "";
  return { words: given.get("q") ?? "", chosen, sort };
}

function address(query) {
  const given = new URLSearchParams();
  if (query.words) given.set("q", query.words);
  for (const [name, values] of query.chosen) for (const value of values) given.append(name, value);
  if (query.sort) given.set("sort", query.sort);
  return given.size ? `?${given}` : location.pathname;
}

// What is found, and in which order.

const has = (name, number, values) => facets.of[name][number].some((place) => values.has(facets.values[name][place][0]));

function narrowed(scores, chosen, except) {
  if (!chosen.size) return [...scores.keys()];
  return [...scores.keys()].filter((number) => [...chosen].every(([name, values]) => name === except || has(name, number, values)));
}

function sorted(numbers, query, scores) {
  const order = query.sort && query.sort !== "relevance" ? query.sort : query.words.trim() ? "relevance" : "date";
  const key = {
    relevance: (number) => [-scores.get(number)[0], -scores.get(number)[1]],
    date: () => [],
    duration: (number) => [facets.lasted[number] === null ? 1 : -facets.lasted[number]],
    severity: (number) => [Number(facets.values.severity[facets.of.severity[number][0]][0])],
  }[order];
  const keyed = numbers.map((number) => [...key(number), -number]);
  keyed.sort((a, b) => a.map((part, place) => part - b[place]).find((part) => part) ?? 0);
  return keyed.map((parts) => -parts.at(-1));
}

// What is shown.

const element = (name, attributes = {}, ...inside) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
};

let facets, query, furnished, latest = 0, shown = FIRST;
const counters = new Map();

async function furnish() {
  facets = await json("facets.json", "low");
  const wide = matchMedia("(min-width: 60.01em)").matches;
  for (const [name, title] of Object.entries(facets.titles)) {
    const values = facets.values[name];
    if (!values.length) continue;
    const list = element("ul");
    const facet = element("details", { class: "kb-facet" }, element("summary", {}, title), list);
    let group = "";
    for (const [id, label, side = ""] of values) {
      if (side !== group) list.append(element("li", { class: "kb-side" }, (group = side)));
      const tick = element("input", { type: "checkbox", name, value: id });
      const number = element("span", { class: "kb-count" });
      const item = element("li", {}, element("label", {}, tick, element("span", {}, label), number));
      counters.set(`${name} ${id}`, { facet, item, tick, number });
      list.append(item);
    }
    facet.open = wide && ["cause", "service", "severity"].includes(name);
    page.querySelector(".kb-facets").append(facet);
  }
  page.querySelector(".kb-facets").open = wide;
}

function begin() {
  open(page.dataset);
  const order = page.querySelector("select");
  order.append(...Object.entries(ORDERS).map(([value, label]) => element("option", { value }, label)));
  order.addEventListener("change", () => change({ ...query, sort: order.value }));
  page.querySelector(".kb-facets").addEventListener("change", ({ target }) => toggle(target.name, target.value));
  page.querySelector(".kb-more-found").addEventListener("click", () => { shown += MORE; show(false); });
  box.form.addEventListener("submit", (event) => { event.preventDefault(); change({ ...query, words: box.value }); });
  box.addEventListener("input", () => { clearTimeout(begin.wait); begin.wait = setTimeout(() => change({ ...query, words: box.value }, true), 100); });
  addEventListener("popstate", () => { read(); show(); });
  document.addEventListener("keydown", walk);
  page.hidden = false;
  furnished = furnish();
  furnished.catch(() => {});
}

function read() {
  query = asked(location.search);
  box.value = query.words;
}

function toggle(name, value) {
  const chosen = new Map([...query.chosen].map(([key, values]) => [key, new Set(values)]));
  const values = chosen.get(name) ?? new Set();
  if (!values.delete(value)) values.add(value);
  if (values.size) chosen.set(name, values); else chosen.delete(name);
  change({ ...query, chosen });
}

function change(next, typing = false) {
  query = next;
  history[typing ? "replaceState" : "pushState"](null, "", address(query));
  show();
}

function walk(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...page.querySelectorAll(".kb-found a")];
  const at = event.target === box ? -1 : links.indexOf(event.target);
  if (at === -1 && event.target !== box) return;
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  if (next >= links.length || next < -1) return;
  event.preventDefault();
  (next === -1 ? box : links[next]).focus();
}

async function show(anew = true) {
  const mine = ++latest;
  if (anew) shown = FIRST;
  const wanted = query;
  try {
    const found = await scored(wanted.words);
    if (wanted.chosen.size || !["", "relevance", "date"].includes(wanted.sort)) await furnished;
    const numbers = sorted(narrowed(found.scores, wanted.chosen), wanted, found.scores);
    const rows = numbers.slice(0, shown).map((number) => json(`postmortems/${number}.json`));
    for (const row of rows) row.catch(() => {});
    const first = await Promise.all(rows.slice(0, AT_ONCE)); // what a browser fetches at once need not wait for the rest
    if (mine !== latest) return;
    const marked = new Map(found.looked.flatMap(({ finds, typed }) => [...finds.keys()].map((word) => [word, typed])));
    const list = page.querySelector(".kb-found");
    list.replaceChildren(...first.map((row) => item(row, marked)));
    page.querySelector(".kb-more-found").hidden = numbers.length <= shown;
    page.querySelector("[role=status]").replaceChildren(...said(found, numbers.length));
    page.dataset.found = numbers.length;
    const others = await Promise.all(rows.slice(AT_ONCE));
    if (mine !== latest) return;
    list.append(...others.map((row) => item(row, marked)));
    await furnished;
    if (mine === latest) count(found.scores, wanted);
  } catch (error) {
    if (mine !== latest) return;
    const cure = location.protocol === "file:" ? "It has to come from a web server: `clearbell serve` starts one." : "Try again, or go by cause, factor or service.";
    page.querySelector("[role=status]").textContent = `The search could not be loaded (${error.message}). ${cure}`;
  }
}

function said(found, number) {
  const sentences = [`${many(number, "postmortem")}.`];
  for (const { typed, finds, instead } of found.looked) {
    if (instead) sentences.push(`Nothing has “${typed}”; this is for “${instead}”.`);
    else if (!finds.size) sentences.push(`Nothing has “${typed}” or anything like it.`);
  }
  if (!found.whole) sentences.push("None has all words; those with most of them come first.");
  return [`${sentences.join(" ")} `, ...chips()];
}

function chips() {
  return [...query.chosen].flatMap(([name, values]) => [...values].map((id) => {
    const title = facets.values[name].find(([value]) => value === id)?.[1] ?? id;
    const chip = element("button", { type: "button", class: "kb-chip", "aria-label": `Without ${facets.titles[name]}: ${title}` }, `${facets.titles[name]}: ${title} ×`);
    chip.addEventListener("click", () => { toggle(name, id); box.focus(); });
    return chip;
  }));
}

function count(scores, wanted) {
  for (const name of Object.keys(facets.titles)) {
    const numbers = new Map();
    for (const number of narrowed(scores, wanted.chosen, name)) {
      for (const place of facets.of[name][number]) numbers.set(place, (numbers.get(place) ?? 0) + 1);
    }
    let empty = true;
    facets.values[name].forEach(([id], place) => {
      const { facet, item, tick, number } = counters.get(`${name} ${id}`);
      tick.checked = wanted.chosen.get(name)?.has(id) ?? false;
      number.textContent = (numbers.get(place) ?? 0).toLocaleString("en");
      item.hidden = !tick.checked && !numbers.has(place);
      empty &&= item.hidden;
      facet.hidden = empty;
    });
  }
  page.querySelector("select").value = wanted.sort || (wanted.words.trim() ? "relevance" : "date");
}

function item(row, marked) {
  const link = element("a", { href: `../postmortems/${encodeURIComponent(row.id)}/` }, ...highlighted(row.title, marked));
  const facts = element("p", { class: "kb-more" }, [row.day, ...row.facts].filter(Boolean).join(" · "));
  return element("li", {}, link, facts, ...excerpt(row, marked));
}

function* tokens(text) {
  for (const found of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) yield { at: found.index, end: found.index + found[0].length, word: folded(found[0]) };
}

function highlighted(text, marked) {
  const parts = [];
  let at = 0;
  for (const token of tokens(text)) {
    if (!marked.has(token.word)) continue;
    parts.push(text.slice(at, token.at), element("mark", {}, text.slice(token.at, token.end)));
    at = token.end;
  }
  return [...parts, text.slice(at)];
}

// The first stretch of text with most of the words.
function excerpt(row, marked) {
  let best = { words: 0 };
  for (const [head, text] of row.text) {
    const all = [...tokens(text)];
    all.forEach((token, first) => {
      if (!marked.has(token.word)) return;
      const words = new Set(all.slice(first, first + WINDOW).map(({ word }) => marked.get(word)).filter(Boolean)).size;
      if (words > best.words) best = { words, head, text, from: all[Math.max(0, first - 6)].at, to: first + WINDOW - 5 < all.length ? all[first + WINDOW - 6].end : text.length };
    });
  }
  if (!best.words) return [];
  const { head, text, from, to } = best;
  const inside = highlighted(text.slice(from, to), marked);
  return [element("p", {}, element("span", { class: "kb-more" }, `${head}: `), from ? "… " : "", ...inside, to < text.length ? " …" : "")];
}

if (page) {
  begin();
  read();
  show();
}
