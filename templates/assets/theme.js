// Runs before the first paint, so that a chosen colour scheme never flashes. All of it is a convenience.
(() => {
  const root = document.documentElement, { dataset } = root, all = (s) => document.querySelectorAll(s);
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  dataset.js = "";
  try { const kept = localStorage.theme; if (kept) dataset.theme = kept; } catch {} // storage may be forbidden
  addEventListener("DOMContentLoaded", () => {
    const [scheme] = all(".scheme"), show = () => scheme.setAttribute("aria-pressed", isDark());
    show();
    system.onchange = show;
    scheme.onclick = () => {
      dataset.theme = isDark() ? "light" : "dark";
      try { localStorage.theme = dataset.theme; } catch {}
      show();
    };
    for (const box of all("pre, table")) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    for (const button of all(".copy button")) button.onclick = async () => {
      await navigator.clipboard.writeText(button.previousElementSibling.textContent);
      button.textContent = button.dataset.done;
    };
    const [contents] = all(".contents");
    if (!contents || !matchMedia("(min-width: 76rem)").matches) return;
    contents.open = true;
    const links = new Map([...contents.querySelectorAll("a")].map((a) => [document.getElementById(decodeURIComponent(a.hash.slice(1))), a]));
    const seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) {
        for (const a of links.values()) a.removeAttribute("aria-current");
        links.get(target).setAttribute("aria-current", "true");
      }
    }, { rootMargin: "0px 0px -70%" });
    for (const heading of links.keys()) if (heading) seen.observe(heading);
  });
})();
