// Keeps a page of the preview up to date. One tab that can be seen listens for all; hidden tabs let go.
(() => {
  "use strict";
  if (window.siteBuilderPreview) return;
  window.siteBuilderPreview = true;

  const NAME = "site-builder-preview";
  const EVENTS = "/.site-builder/events";
  const STATE = "/.site-builder/state";
  const AGAIN = 3000; // ms before asking again, where the server had no room for another listener
  const parse = (html) => new DOMParser().parseFromString(html, "text/html");

  // -- telling the tabs --------------------------------------------------------------------------------

  const channel = new BroadcastChannel(NAME);
  let letGo = () => {};
  let seen = ""; // the last state that was taken in

  const listen = () => {
    const source = new EventSource(EVENTS);
    let again = 0;
    source.onmessage = (event) => {
      channel.postMessage(event.data);
      take(event.data);
    };
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return; // it reconnects by itself
      again = setTimeout(() => { letGo(); join(); }, AGAIN);
    };
    return () => { clearTimeout(again); source.close(); };
  };

  const join = () => {
    letGo();
    if (document.hidden) return;
    if (!navigator.locks) { // not a secure context, such as a phone that looks at this machine
      const close = listen();
      letGo = () => { letGo = () => {}; close(); };
      return;
    }
    const waiting = new AbortController();
    letGo = () => { letGo = () => {}; waiting.abort(); };
    navigator.locks.request(NAME, { signal: waiting.signal }, () => new Promise((done) => {
      const close = listen();
      letGo = () => { letGo = () => {}; close(); done(); };
      if (waiting.signal.aborted || document.hidden) letGo();
    })).catch(() => {});
  };

  channel.onmessage = (event) => { if (!document.hidden) take(event.data); };

  const catchUp = async () => {
    try {
      take(await (await fetch(STATE, { cache: "no-store" })).text());
    } catch {} // the server is away: the stream says when it is back
  };

  const wake = () => { if (document.hidden) letGo(); else { join(); catchUp(); } };
  document.addEventListener("visibilitychange", wake);
  addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
  addEventListener("pagehide", () => letGo());

  const take = (data) => {
    const state = JSON.parse(data), name = `${state.start} ${state.number}`;
    if (name === seen) return;
    const isFirst = !seen;
    seen = name;
    problems.ofSite = state.problems;
    problems.isHeld = state.isHeld;
    show();
    if (!isFirst && state.links.length) refresh(new Set(state.links));
    update();
  };

  // -- updating the page -------------------------------------------------------------------------------

  let base = null; // the page as it was last served, before any script touched it
  let tag = ""; // its entity tag
  let isUpdating = false, isStale = false;

  // What the browser was given, out of its own cache: no script has changed it.
  const ready = (async () => {
    const answer = await fetch(location.href, { cache: "force-cache" });
    tag = answer.headers.get("ETag") || "";
    base = parse(await answer.text());
  })().catch(() => {});

  const update = async () => {
    if (isUpdating) { isStale = true; return; }
    isUpdating = true;
    try {
      await ready;
      do {
        isStale = false;
        const answer = await fetch(location.href, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
        if (answer.status === 304) continue;
        if (answer.redirected) return location.replace(answer.url);
        if (!(answer.headers.get("Content-Type") || "").startsWith("text/html")) return location.reload();
        const next = parse(await answer.text());
        if (!base || programs(base) !== programs(next)) return location.reload();
        await adopt(next);
        tag = answer.headers.get("ETag") || "";
      } while (isStale);
    } catch {} // the server is away: the stream says when it is back
    finally { isUpdating = false; }
  };

  const isProgram = (node) => node.localName === "script" && (!node.type || /javascript|module/.test(node.type));
  const programs = (page) => [...page.querySelectorAll("script")].filter(isProgram).map((one) => one.src || one.text).join("\n");

  const adopt = async (next) => {
    await sheets(next);
    attributes(document.documentElement, base.documentElement, next.documentElement);
    children(document.head, base.head, next.head);
    attributes(document.body, base.body, next.body);
    children(document.body, base.body, next.body);
    base = next;
    problems.ofPage = ownProblems();
    show();
  };

  const isSheet = (node) => node.localName === "link" && node.rel === "stylesheet";
  const loaded = (link) => new Promise((done) => { link.onload = link.onerror = done; });

  // New style sheets are fetched before the old ones go, so that the page never stands bare.
  const sheets = async (next) => {
    const old = [...base.head.querySelectorAll("link")].filter(isSheet);
    const fresh = [...next.head.querySelectorAll("link")].filter(isSheet);
    const waiting = [];
    fresh.forEach((link, number) => {
      const before = old[number], live = before && liveSheet(before);
      if (!live || before.getAttribute("href") === link.getAttribute("href")) return;
      const copy = document.importNode(link, true);
      waiting.push(loaded(copy).then(() => live.remove()));
      live.after(copy);
      before.replaceWith(base.importNode(link, true));
    });
    await Promise.all(waiting);
  };
  const liveSheet = (link) => [...document.head.querySelectorAll("link")].find(
    (one) => isSheet(one) && one.getAttribute("href") === link.getAttribute("href"));

  // Files that keep their address, such as an image under content/.
  const refresh = async (links) => {
    const has = (url) => links.has(new URL(url, location.href).pathname);
    const images = [...document.images].filter((image) => has(image.currentSrc || image.src));
    const styles = [...document.querySelectorAll("link")].filter((link) => isSheet(link) && has(link.href));
    await Promise.all([...new Set([...images.map((one) => one.currentSrc || one.src), ...styles.map((one) => one.href)])]
      .map((url) => fetch(url, { cache: "reload" }).catch(() => {})));
    for (const image of images) {
      const { src, srcset } = image;
      image.srcset = ""; image.src = ""; image.src = src; if (srcset) image.srcset = srcset;
    }
    for (const link of styles) {
      const copy = link.cloneNode();
      loaded(copy).then(() => link.remove());
      link.after(copy);
    }
  };

  // -- three-way: only what differs between two served pages is changed, whatever scripts and reader did ---

  const attributes = (live, old, next) => {
    for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) live.removeAttribute(name);
    for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) live.setAttribute(name, value);
  };

  const isAlike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName &&
    (one.nodeType !== Node.ELEMENT_NODE || one.id === other.id);

  const children = (live, old, next) => {
    const before = [...old.childNodes], after = [...next.childNodes];
    const counterparts = matchLive(before, [...live.childNodes]);
    if (!counterparts) { live.replaceChildren(...after.map((node) => document.importNode(node, true))); return; }
    let place = counterparts.end;
    for (const [was, is] of pairs(before, after)) { // from the last to the first
      const node = was && counterparts.of.get(was);
      if (!is) { node.remove(); continue; }
      if (was) { patch(node, was, is); place = node; continue; }
      const added = document.importNode(is, true);
      live.insertBefore(added, place);
      place = added;
    }
  };

  // The live node of each served one, in order; what scripts have put in between is passed over.
  const matchLive = (served, there) => {
    const of = new Map();
    let from = 0;
    for (const node of served) {
      let at = from;
      while (at < there.length && !isAlike(node, there[at])) at += 1;
      if (at === there.length) return null;
      of.set(node, there[at]);
      from = at + 1;
    }
    return { of, end: there[from] || null };
  };

  // (old, new) for what stays, (old, ) for what goes, ( , new) for what comes; from the last to the first.
  const pairs = (before, after) => {
    const tail = [], head = [];
    let first = 0, b = before.length, a = after.length;
    while (b && a && before[b - 1].isEqualNode(after[a - 1])) tail.push([before[--b], after[--a]]);
    while (first < b && first < a && before[first].isEqualNode(after[first])) { head.push([before[first], after[first]]); first += 1; }
    const middle = [];
    let from = first;
    for (let at = first; at < a; at += 1) {
      const found = counterpart(before, from, b, after, at, a);
      if (found < 0) { middle.push([null, after[at]]); continue; }
      for (; from < found; from += 1) middle.push([before[from], null]);
      middle.push([before[found], after[at]]);
      from = found + 1;
    }
    for (; from < b; from += 1) middle.push([before[from], null]);
    return [...tail, ...middle.reverse(), ...head.reverse()];
  };

  const counterpart = (before, from, b, after, at, a) => {
    for (let one = from; one < b; one += 1) if (before[one].isEqualNode(after[at])) return one;
    if (from >= b || !isAlike(before[from], after[at])) return -1;
    // Not if the old node stands further down as it was: then the new one is an insertion.
    for (let later = at + 1; later < a; later += 1) if (before[from].isEqualNode(after[later])) return -1;
    return from;
  };

  const patch = (live, old, next) => {
    if (old.isEqualNode(next)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) { live.nodeValue = next.nodeValue; return; }
    attributes(live, old, next);
    children(live, old, next);
  };

  // -- problems ----------------------------------------------------------------------------------------

  const ownProblems = () => JSON.parse(document.getElementById(NAME)?.dataset.problems || "[]");
  const problems = { ofSite: [], ofPage: ownProblems(), isHeld: false };
  const host = document.createElement("site-builder-problems");
  const root = host.attachShadow({ mode: "open" });
  let isClosed = false, isOpen = false, told = "";

  const STYLE = `
    :host { all: initial; }
    .sheet, .badge { font: 15px/1.5 system-ui, sans-serif; color: #eee; background: #1b1b1f; z-index: 2147483647; position: fixed; }
    .sheet { inset: 0; overflow: auto; padding: 2rem max(1rem, calc(50% - 26rem)); background: #1b1b1fee; }
    .sheet.warnings { inset: auto 1rem 4rem auto; max-width: min(40rem, calc(100vw - 4rem)); max-height: 60vh; padding: 1rem; border-radius: .5rem; box-shadow: 0 0 1rem #0008; }
    .badge { inset: auto 1rem 1rem auto; padding: .3rem .9rem; border: 0; border-radius: 1rem; background: #7a4b00; color: #fff; cursor: pointer; }
    h1 { font-size: 1.1rem; margin: 0 0 1rem; } td { padding: 0 1rem .2rem 0; } article { margin: 0 0 1.5rem; } p { margin: 0; overflow-wrap: anywhere; }
    .where { color: #9cf; } .error { color: #f88; font-weight: bold; } .warning { color: #fc6; font-weight: bold; } .hint, .code { color: #aaa; }
    pre { font: 14px/1.4 ui-monospace, monospace; margin: .3rem 0; padding: .5rem .8rem; overflow-x: auto; background: #000; border-radius: .3rem; tab-size: 8; }
    pre i { visibility: hidden; font-style: normal; } pre b { color: #f88; position: relative; font-weight: normal; }
    .caret { color: #f88; } .close { float: right; font: inherit; color: inherit; background: none; border: 1px solid #777; border-radius: .3rem; cursor: pointer; }
    button:focus-visible { outline: 2px solid #9cf; outline-offset: 2px; }`;

  const make = (name, type, ...inside) => {
    const element = document.createElement(name);
    if (type) element.className = type;
    element.append(...inside);
    return element;
  };

  const described = (one) => {
    const line = make("p", "", ...(one.where ? [make("span", "where", one.where), ": "] : []),
      make("span", one.severity, `${one.severity}:`), ` ${one.message} `, make("span", "code", one.code ? `[${one.code}]` : ""));
    const parts = [line];
    if (one.line) {
      const number = `${one.line} | `;
      const source = make("pre", "", `${number}${one.before}`, one.within && make("b", "", one.within), one.after);
      if (one.within) source.append("\n", make("i", "", `${number}${one.before}`), make("span", "caret", "^".repeat([...one.within].length)));
      parts.push(source);
    }
    if (one.hint) parts.push(make("p", "hint", `hint: ${one.hint}`));
    return make("article", "", ...parts);
  };

  // As at the end of the terminal's list: how many there are of each kind, errors first.
  const kinds = (all) => {
    const numbers = new Map();
    for (const one of all) {
      const kind = `${one.severity}\n${one.code}`;
      numbers.set(kind, (numbers.get(kind) ?? 0) + (one.count ?? 1));
    }
    const ordered = [...numbers].sort(([a, m], [b, n]) => b.startsWith("error") - a.startsWith("error") || n - m);
    return ordered.length < 2 ? [] : [make("table", "", ...ordered.map(([kind, number]) => {
      const [severity, code] = kind.split("\n");
      return make("tr", "", make("td", severity, plural(number, severity)), make("td", "code", code));
    }))];
  };

  const counted = (found, name) => plural(found.reduce((sum, one) => sum + (one.count ?? 1), 0), name);
  const plural = (number, name) => `${number} ${name}${number === 1 ? "" : "s"}`;

  const show = () => {
    const own = new Set(problems.ofPage.map((one) => JSON.stringify(one)));
    // What the site's list names without showing it is counted there already.
    const isNamed = (one) => one.where && problems.ofSite.some((other) => other.count && other.code === one.code && other.message.includes(one.where));
    const ofPage = problems.ofPage.map((one) => isNamed(one) ? { ...one, count: 0 } : one);
    const all = [...ofPage, ...problems.ofSite.filter((one) => !own.has(JSON.stringify(one)))];
    const text = JSON.stringify([problems.isHeld, problems.ofPage, all]);
    if (text !== told) isClosed = false; // something new is worth seeing
    else if (host.isConnected || !all.length) return;
    told = text;
    draw(all);
  };

  const draw = (all) => {
    const errors = all.filter((one) => one.severity === "error"), warnings = all.filter((one) => one.severity !== "error");
    root.replaceChildren(make("style", "", STYLE));
    // Errors of other texts do not hide this page.
    const isHere = [...problems.ofPage, ...(problems.isHeld ? errors : [])].some((one) => one.severity === "error");
    if (isHere && !isClosed) root.append(overlay(all, counted(errors, "error")));
    else if (all.length) {
      const badge = make("button", "badge", errors.length ? counted(errors, "error") : counted(warnings, "warning"));
      badge.setAttribute("aria-expanded", isOpen);
      badge.onclick = () => { if (isHere) isClosed = false; else isOpen = !isOpen; draw(all); };
      root.append(badge);
      if (isOpen && !isHere) root.append(make("div", "sheet warnings", ...all.map(described), ...kinds(all)));
    }
    if (all.length) document.documentElement.append(host); else host.remove();
  };

  const overlay = (all, title) => {
    const close = make("button", "close", "Close (Esc)");
    close.onclick = () => { isClosed = true; draw(all); };
    const sheet = make("div", "sheet", close, make("h1", "", title), ...all.map(described), ...kinds(all));
    sheet.setAttribute("role", "alertdialog");
    sheet.setAttribute("aria-label", title);
    return sheet;
  };

  addEventListener("keydown", (event) => { if (event.key === "Escape") root.querySelector(".close")?.click(); });

  show();
  wake();
})();
