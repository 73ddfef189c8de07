// Loads a comment service, and only when the reader asks for it.
for (const mount of document.querySelectorAll(".mount")) {
  const button = mount.querySelector("button");
  button.addEventListener("click", () => {
    const { script: address, ...settings } = button.dataset;
    const chosen = document.documentElement.dataset.theme;
    const script = document.createElement("script");
    Object.assign(script.dataset, settings);
    if (settings.theme && chosen) script.dataset.theme = chosen;
    script.async = true;
    script.onload = () => mount.remove();
    script.onerror = () => { mount.textContent = mount.dataset.failed; };
    mount.textContent = mount.dataset.loading;
    script.src = address;
    document.body.append(script);
  });
}
