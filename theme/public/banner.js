// For other sites: <script async src="https://status.example/embed/banner.js"></script>
// A line at the top of their page while something is wrong; nothing while all is well, or when there is no answer.
// It leads to the site that it came from, and shows texts as text. Its id is there to be styled.
(async () => {
try {
const d = document, home = new URL("../", d.currentScript.src);
const s = await (await fetch(new URL("api/v2/summary.json", home))).json();
const worst = ["critical", "major", "minor", "none"].map(i => s.incidents.find(e => e.impact === i)).find(e => e);
const news = worst || s.scheduled_maintenances.find(e => e.status !== "scheduled");
if (s.status.indicator === "none" || !news) return;
const a = d.createElement("a");
a.id = "clearbell";
a.href = home;
a.textContent = s.page.name + ": " + news.name;
a.style.cssText = "display:block;padding:.6em 1em;background:#fff3d6;color:#3a2a00;font:1rem/1.4 system-ui,sans-serif;text-align:center";
if (!d.body) await new Promise(done => d.addEventListener("DOMContentLoaded", done));
d.body.prepend(a);
} catch {}
})();
