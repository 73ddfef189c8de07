// Runs before the first paint, so that a chosen colour scheme never flashes. All of it is a convenience.
(() => {
  const root = document.documentElement, { dataset } = root, all = (s) => [...document.querySelectorAll(s)];
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (dataset.theme ? dataset.theme === "dark" : system.matches);
  dataset.js = "";
  try { const kept = localStorage.theme; if (kept) dataset.theme = kept; } catch {} // storage may be forbidden
  addEventListener("DOMContentLoaded", () => {
    const [scheme] = all(".scheme"), [contents] = all(".contents");
    const show = () => scheme.setAttribute("aria-pressed", isDark());
    show();
    system.onchange = show;
    scheme.onclick = () => {
      // What the system has anyway is not kept: from then on the page follows the system again.
      const wantsDark = !isDark();
      if (wantsDark === system.matches) delete dataset.theme;
      else dataset.theme = wantsDark ? "dark" : "light";
      try { if (dataset.theme) localStorage.theme = dataset.theme; else localStorage.removeItem("theme"); } catch {}
      show();
    };
    for (const box of all("pre, table")) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    for (const button of all(".copy button")) {
      button.hidden = !navigator.clipboard;
      button.onclick = async () => {
        await navigator.clipboard.writeText(button.dataset.link);
        button.textContent = button.dataset.done;
      };
    }
    const [series] = all("[data-series][data-part]"), [end] = all(".after");
    if (series && end) {
      // How far a series was read, in this browser and nowhere else. Its landing page offers to continue: place.js.
      const { series: url, part } = series.dataset;
      const read = () => { try { return JSON.parse(localStorage.places) || {}; } catch { return {}; } };
      const keep = (done) => {
        const places = read(), before = places[url];
        if (before && (before.part > +part || (before.part === +part && before.done))) return; // it was read before
        try { localStorage.places = JSON.stringify({ ...places, [url]: { part: +part, done } }); } catch {}
      };
      keep(false);
      new IntersectionObserver(([entry]) => { if (entry.isIntersecting) keep(true); }).observe(end);
    }
    if (!contents || !matchMedia("(min-width: 76rem)").matches) return;
    contents.open = true;
    const links = all(".contents a"), headings = links.map((a) => document.getElementById(decodeURIComponent(a.hash.slice(1))));
    const mark = new IntersectionObserver(() => {
      const here = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
      links.forEach((a, i) => (i === here ? a.setAttribute("aria-current", "location") : a.removeAttribute("aria-current")));
    }, { rootMargin: "0px 0px -66%" });
    headings.forEach((heading) => mark.observe(heading));
  });
})();
