// All is true without this. It tells readers elsewhere their own time as well: beside the site's, for texts say that one. On
// the front page it also says how old the last news is, and turns planned work from "planned" to "under way" when its hour
// comes.
const d = document, h = d.documentElement, l = h.lang, z = {timeZone: h.dataset.zone}, all = (s, f) => d.querySelectorAll(s).forEach(f);
// In brackets behind a time; in those that are there, if there are some.
const add = (e, say, n = e.nextSibling) => n?.data?.startsWith(" (") ? n.data = ` (${say}; ` + n.data.slice(2) : e.after(` (${say})`);
all("time", e => {
  const t = new Date(e.dateTime), o = {timeStyle: "short", hourCycle: "h23"};
  if (t.toLocaleDateString(l) !== t.toLocaleDateString(l, z)) o.dateStyle = "medium";
  if (t.toLocaleString(l) !== t.toLocaleString(l, z)) add(e, h.dataset.mine.replace("{time}", t.toLocaleString(l, o)));
});
//@ news
const n = +h.dataset.now || Date.now();
all("[data-f=a]", e => {
  const m = (n - new Date(e.dateTime)) / 6e4, [k, u] = m < 90 ? [1, "minute"] : m < 2880 ? [60, "hour"] : [1440, "day"];
  add(e, new Intl.RelativeTimeFormat(l).format(-Math.round(m / k), u));
});
all("[data-from]", e => {
  const s = e.dataset;
  if (n >= s.from * 1e3) e.lastChild.textContent = n < s.to * 1e3 ? s.then : s.after;
});
//@ copy
all("[data-copy]", e => navigator.clipboard && all(".a code", (c, i) => {
  const b = d.createElement("button"), say = w => b.textContent = e.dataset[w];
  b.setAttribute("aria-live", "polite");
  b.setAttribute("aria-describedby", c.id = "a" + i);
  b.onclick = () => navigator.clipboard.writeText(c.textContent).then(() => {
    say("copied");
    setTimeout(say, 3e3, "copy");
  });
  say("copy");
  c.after(b);
}));
