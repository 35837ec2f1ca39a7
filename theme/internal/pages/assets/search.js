// What is found for some words, by the rules and with the sums of `clearbell search` (generator/clearbell/internal/find/).
// Knows the files beside the page Find and nothing of the page.

const LONGEST = 40, TERMS = 8, ENDINGS = 20, ITSELF = 2, BEGINS_WITH = 1, SLOWLY = 4;

let about; // what the page says of the files: their version, how many postmortems there are, which words are where

export const open = (dataset) => { about = dataset; };

// What a word is.

export const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const pieces = (chunk) => chunk.match(new RegExp(`[\\p{L}\\p{N}]{1,${LONGEST}}`, "gu")) ?? [];

// Files, each fetched once.

const files = new Map();

function file(name, read, priority = "auto") {
  if (!files.has(name)) {
    // With the version, because an older file from a browser's cache would not fit.
    const answer = fetch(`${name}?${about.version}`, { priority }).then((found) => {
      if (!found.ok) throw new Error(`${name}: ${found.status}`);
      return read(found);
    });
    answer.catch(() => files.delete(name));
    files.set(name, answer);
  }
  return files.get(name);
}

export const json = (name, priority) => file(name, (found) => found.json(), priority);
const lines = (name) => file(name, (found) => found.text());

async function beginningAs(word) {
  const start = word.codePointAt(0).toString(16);
  const used = new Map();
  if (!about.starts.split(" ").includes(start)) return used;
  for (const line of (await lines(`words/${start}.txt`)).split("\n")) {
    const [name, number] = line.split(" ");
    if (number) used.set(name, Number(number));
  }
  return used;
}

// The piece of the index that would have the word; undefined where none would.
async function pieceWith(word) {
  const begins = about.begins.split(" ");
  const after = begins.findIndex((begin) => begin > word);
  const place = (after < 0 ? begins.length : after) - 1;
  return place < 0 || !about.begins ? undefined : lines(`index/${place}.txt`);
}

// Adds up in `often` how often each postmortem says the word, times what it is worth: "12c4a" is 11 three times, 15 once.
async function add(often, word, worth) {
  const piece = (await pieceWith(word)) ?? "";
  const line = piece.indexOf(`\n${word} `);
  if (line < 0) return;
  let number = -1, gap = 0;
  for (let place = line + word.length + 2; place < piece.length; place++) {
    const code = piece.charCodeAt(place);
    if (code === 10) return;
    if (code < 58) gap = gap * 10 + code - 48;
    else {
      number += gap || 1;
      gap = 0;
      often.set(number, (often.get(number) ?? 0) + (code - 96) * worth);
    }
  }
}

// Which words are looked for.

async function terms(typed) {
  const found = new Map();
  for (const word of pieces(folded(typed)).slice(0, TERMS)) {
    for (const coming of [beginningAs(word), pieceWith(word)]) coming.catch(() => {}); // all on their way at once
  }
  for (const chunk of folded(typed).split(/\s+/)) {
    let words = pieces(chunk);
    const tied = words.join("");
    if (words.length > 1 && [...tied].length <= LONGEST && (await beginningAs(tied)).has(tied)) words = [tied];
    for (const word of words) if (!found.has(word) && found.size < TERMS) found.set(word, await term(word));
  }
  return [...found.values()];
}

async function term(word) {
  const used = await beginningAs(word);
  const finds = new Map();
  if (!(word.length <= 2 && used.has(word))) {
    const longer = [...used.keys()].filter((other) => other.startsWith(word));
    longer.sort((a, b) => used.get(b) - used.get(a) || (a < b ? -1 : 1));
    for (const other of longer.slice(0, ENDINGS)) finds.set(other, BEGINS_WITH);
  }
  if (word.length > 3 && word.endsWith("s") && !/(ss|us|is)$/.test(word) && used.has(word.slice(0, -1))) finds.set(word.slice(0, -1), ITSELF);
  if (used.has(word)) finds.set(word, ITSELF);
  const instead = finds.size ? undefined : like(word, used);
  if (instead) finds.set(instead, ITSELF);
  return { typed: word, finds, instead };
}

function like(typed, used) {
  const slips = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2;
  let best;
  for (const [word, number] of used) {
    if (!slips || Math.abs(word.length - typed.length) > slips) continue;
    const far = distance(typed, word);
    const better = !best || far < best.far || (far === best.far && (number > best.number || (number === best.number && word < best.word)));
    if (far <= slips && better) best = { far, number, word };
  }
  return best?.word;
}

function distance(one, other) {
  let before = [], above = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let row = 1; row <= one.length; row++) {
    const here = [row];
    for (let column = 1; column <= other.length; column++) {
      let steps = Math.min(above[column] + 1, here[column - 1] + 1, above[column - 1] + (one[row - 1] !== other[column - 1]));
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) steps = Math.min(steps, before[column - 2] + 1);
      here.push(steps);
    }
    [before, above] = [above, here];
  }
  return above[other.length];
}

// How often each postmortem has them.

async function hits(one) {
  const often = new Map();
  await Promise.all([...one.finds].map(([word, worth]) => add(often, word, worth)));
  return often;
}

export async function scored(typed) {
  const total = Number(about.total);
  const looked = await terms(typed);
  if (!looked.length) return { looked, whole: true, scores: new Map(Array.from({ length: total }, (_, number) => [number, [0, 0]])) };
  const each = (await Promise.all(looked.map(hits))).filter((often) => often.size);
  const scores = new Map();
  let most = 0;
  for (const number of new Set(each.flatMap((often) => [...often.keys()]))) {
    const having = each.filter((often) => often.has(number));
    let score = 0;
    for (const often of having) {
      const seldom = Math.log(1 + (total - often.size + 0.5) / (often.size + 0.5));
      score += (seldom * often.get(number)) / (often.get(number) + SLOWLY);
    }
    scores.set(number, [having.length, Math.floor(score * 1000000 + 0.5)]);
    most = Math.max(most, having.length);
  }
  const whole = most === each.length;
  if (whole) for (const [number, [words]] of scores) if (words < most) scores.delete(number);
  return { looked, whole, scores };
}
