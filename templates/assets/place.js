// On the landing page of a series: offers to continue where this browser left off. theme.js has kept that.
(() => {
  const { series } = document.currentScript.dataset, [line] = document.querySelectorAll(".place");
  let place;
  try { place = JSON.parse(localStorage.places)[series]; } catch { return; } // nothing is kept, or storage is forbidden
  if (!line || !place) return;
  // Parts without a link are still to come.
  const [next] = [...document.querySelectorAll("[data-part]")].filter(({ dataset, children: [, title] }) =>
    title?.querySelector("a") && (place.done ? +dataset.part > place.part : +dataset.part === place.part));
  const link = line.querySelector("a");
  if (next) {
    link.href = next.querySelector("a").href;
    link.textContent = line.dataset.next.replace("{part}", next.querySelector(".kicker").textContent.trim());
  } else link.replaceWith(line.dataset.done);
  line.querySelector("button").onclick = () => {
    try { localStorage.removeItem("places"); } catch {}
    line.remove();
  };
  line.hidden = false;
})();
