// Loads a comment service, and only when the reader asks for it. The button holds the script's address and
// its settings as data-* attributes; the service's script gets those that are not the button's own.
for (const button of document.querySelectorAll(".mount button")) {
  button.addEventListener("click", () => {
    const script = document.createElement("script");
    const { script: address, ...settings } = button.dataset;
    Object.assign(script.dataset, settings);
    if (settings.theme && document.documentElement.dataset.theme) script.dataset.theme = document.documentElement.dataset.theme;
    script.src = address;
    script.async = true;
    button.parentElement.replaceWith(script);
  });
}
