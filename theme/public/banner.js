// For other sites: <script async src="https://status.example/embed/banner.js"></script>
// A line at the top of their page while something is wrong; nothing while all is well, or when there is no answer.
// It leads to the site that it came from, and shows texts as text. Its id is there to be styled.
(async () => {
try {
const d = document, home = new URL("../", d.currentScript.src);
const s = await (await fetch(new URL("api/v2/summary.json", home))).json();
if (s.status.indicator === "none") return;
// As the front page chooses: what breaks most; among equals an incident, the more severe, the newer. Work has no state of
// its own in the API, but where a part does worse than every incident says, it is the work.
const rank = (parts, key) => Math.max(0, ...parts.map(p => "oudpm".indexOf(p[key][0])));
const [[,, name]] = [
  ...s.incidents.map(e => {
    const level = {critical: 1, major: 2}[e.impact] || 3;
    const said = rank(e.incident_updates[0].affected_components || [], "new_status");
    return [8 * (said || (e.status === "monitoring" ? 2 : 5 - level)) + 4 - level, e.started_at, e.name];
  }),
  ...s.scheduled_maintenances.filter(e => e.status !== "scheduled").map(e => [8 * rank(e.components, "status"), e.scheduled_for, e.name]),
].sort((a, b) => b[0] - a[0] || new Date(b[1]) - new Date(a[1]));
const a = d.createElement("a");
a.id = "clearbell";
a.href = home;
a.textContent = s.page.name + ": " + name;
a.style.cssText = "display:block;padding:.6em 1em;background:#fff3d6;color:#3a2a00;font:1rem/1.4 system-ui,sans-serif;text-align:center";
if (!d.body) await new Promise(done => d.addEventListener("DOMContentLoaded", done));
d.body.prepend(a);
} catch {}
})();
