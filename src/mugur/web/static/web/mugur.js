// Small helps. Every page works without them; nothing here sends or keeps anything.
(() => {
  const root = document.documentElement;
  root.classList.add("has-js");

  // Menus close with Escape and when the reader goes elsewhere.
  const closeMenus = (except) => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest?.("details[data-menu][open]");
    closeMenus();
    menu?.querySelector("summary")?.focus();
  });

  const allHere = (button) => {
    const list = document.getElementById(button.dataset.allHere);
    list?.querySelectorAll('[data-presence] input[value="here"]').forEach((input) => { input.checked = true; });
    list?.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const tickAll = (box) => {
    document.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(box.dataset.tickAll)}"]`).forEach((one) => {
      if (!one.disabled) one.checked = box.checked;
    });
  };

  const stepBy = (button) => {
    const input = button.parentElement.querySelector("input");
    const wanted = Number(input.value || 0) + Number(button.dataset.by);
    input.value = Math.min(Number(input.max), Math.max(Number(input.min), wanted));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  document.addEventListener("click", (event) => {
    const at = event.target;
    closeMenus(at.closest("details[data-menu]"));
    const button = at.closest("button");
    if (!button) return;
    if ("print" in button.dataset) window.print();
    if (button.dataset.allHere) allHere(button);
    if (button.dataset.by) stepBy(button);
    if (button.dataset.opens) document.getElementById(button.dataset.opens)?.showModal();
    if ("closes" in button.dataset) button.closest("dialog")?.close();
  });
  document.addEventListener("change", (event) => {
    if (event.target.dataset?.tickAll) tickAll(event.target);
    if ("submits" in (event.target.dataset ?? {})) event.target.form?.requestSubmit();
  });

  // What has to be put right is read first.
  document.querySelector("[data-focus]")?.focus();
})();
