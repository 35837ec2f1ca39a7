// All is true without this. It tells readers elsewhere their own time, adds how old the last news is,
// and turns planned work from "planned" to "under way" when its hour comes.
(d => {
  const h = d.documentElement, z = h.dataset.zone, l = h.lang, now = +h.dataset.now || Date.now();
  const forms = {t: {timeStyle: "short"}, d: {dateStyle: "medium", timeStyle: "short"}};
  let moved = false;
  d.querySelectorAll("time").forEach(e => {
    const t = new Date(e.dateTime), f = e.dataset.f;
    if (t.toLocaleString(l) !== t.toLocaleString(l, {timeZone: z})) {
      e.textContent = t.toLocaleString(l, forms[f] || forms.d);
      moved = true;
    }
    if (f === "a") {
      const m = Math.round((now - t) / 6e4), r = new Intl.RelativeTimeFormat(l);
      e.after(" (" + (m < 90 ? r.format(-m, "minute") : m < 2880 ? r.format(-Math.round(m / 60), "hour") : r.format(-Math.round(m / 1440), "day")) + ")");
    }
  });
  d.querySelectorAll("[data-from]").forEach(e => {
    const s = e.dataset;
    if (now >= s.from * 1e3) e.lastChild.textContent = now < s.to * 1e3 ? s.then : s.after;
  });
  const zone = d.getElementById("zone");
  if (moved && zone) zone.textContent = zone.dataset.mine;
})(document);
