// Only in pages that `clearbell serve` shows: reloads when the site was built again, and shows what stops a build.
(() => {
  const mine = Number(document.currentScript.dataset.number);
  const box = document.createElement("pre");
  Object.assign(box.style, {
    position: "fixed", inset: "auto 0 0 0", margin: "0", padding: "1rem", maxHeight: "60vh", overflow: "auto",
    background: "#1b1b1f", color: "#fff", font: "14px/1.5 monospace", whiteSpace: "pre-wrap", zIndex: "9999",
  });
  box.setAttribute("role", "alert");
  new EventSource("/_clearbell/events").onmessage = (event) => {
    const [number, trouble] = JSON.parse(event.data);
    if (number !== mine) location.reload();
    box.textContent = trouble;
    if (trouble) document.body.append(box);
    else box.remove();
  };
})();
