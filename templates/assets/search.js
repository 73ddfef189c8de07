// The search page. Nothing of the index is loaded before the reader begins to use the field.
const form = document.querySelector(".search");
const field = form.querySelector("input");
const status = document.getElementById("found");
const list = document.getElementById("results");
const LIMIT = 20;
let index;

form.hidden = false;
field.value = new URLSearchParams(location.search).get("q") ?? "";

async function load() {
  const pagefind = await import(new URL("pagefind.js", new URL(form.dataset.index, location.href)));
  // A worker would be bound by its own file's security policy, and only this page's allows WebAssembly.
  await pagefind.options({ baseUrl: form.dataset.base, noWorker: true });
  return pagefind;
}

function show(found) {
  const item = document.createElement("li");
  const title = document.createElement("h2");
  const link = document.createElement("a");
  const excerpt = document.createElement("p");
  item.className = "entry";
  link.href = found.url;
  link.textContent = found.meta.title;
  excerpt.innerHTML = found.excerpt; // our own text, escaped by the index, with <mark> around the matches
  const words = excerpt.textContent.trim();
  if (!found.content.trimStart().startsWith(words)) excerpt.prepend("… ");
  if (!found.content.trimEnd().endsWith(words)) excerpt.append(" …");
  title.append(link);
  item.append(title);
  const facts = document.createElement("p");
  facts.className = "facts";
  for (const name of ["series", "part", "date", "note"]) {
    if (!found.meta[name]) continue;
    const fact = document.createElement("span");
    fact.textContent = found.meta[name];
    facts.append(fact, " ");
  }
  if (facts.childElementCount) item.append(facts);
  item.append(excerpt);
  return item;
}

async function search() {
  const words = field.value.trim();
  try {
    const pagefind = await (index ??= load());
    const answer = words ? await pagefind.debouncedSearch(words) : { results: [] };
    if (!answer) return; // a later keystroke has taken over
    const found = await Promise.all(answer.results.slice(0, LIMIT).map((result) => result.data()));
    list.replaceChildren(...found.map(show));
    const { some, none } = status.dataset;
    if (words) status.textContent = found.length ? `${some} ${answer.results.length}` : none;
    else status.textContent = "";
  } catch {
    status.textContent = status.dataset.failed;
  }
}

field.addEventListener("input", search);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
if (field.value) search();
